package io.resiliencestarter.breaker;

import java.time.Instant;
import java.util.regex.Pattern;

import io.resiliencestarter.support.ErrorText;

import org.springframework.util.ClassUtils;

/**
 * A failed call as it is remembered: without the exception, and without what a URL in its
 * message may carry (user, password, query).
 *
 * @param at when the call failed
 * @param type the simple name of the exception's class
 * @param message what the exception says, empty if it says nothing
 */
record Failure(Instant at, String type, String message) {

	private static final int MAX_LENGTH = 200;

	private static final Pattern SECRETS = Pattern.compile("(?<=//)[^/\\s]*@|\\?\\S*");

	static Failure of(Throwable failure, Instant at) {
		return new Failure(at, ClassUtils.getShortName(failure.getClass()), shorten(ErrorText.of(failure)));
	}

	private static String shorten(String message) {
		String cleaned = SECRETS.matcher(message).replaceAll("");
		return (cleaned.length() <= MAX_LENGTH) ? cleaned : cleaned.substring(0, MAX_LENGTH) + "…";
	}

	String error() {
		return this.message.isEmpty() ? this.type : this.type + ": " + this.message;
	}

}
