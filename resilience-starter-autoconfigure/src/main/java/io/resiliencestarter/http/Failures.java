package io.resiliencestarter.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.http.converter.HttpMessageConversionException;

/**
 * Tells the exceptions that speak against a service from those that do not.
 */
final class Failures {

	private static final int MAX_DEPTH = 20;

	/**
	 * Thrown before anything is sent. By name: Spring Boot 4.0 does not have it.
	 */
	private static final String FILTERED_HOST = "org.springframework.boot.http.client.FilteredHostException";

	/**
	 * Its subclasses tell timeouts and broken connections. By name: not every client is
	 * built on it.
	 */
	private static final String NETTY = "io.netty.channel.ChannelException";

	private Failures() {
	}

	/**
	 * Whether a call failed because of the service. A body that cannot be written is the
	 * caller's own mistake, and so is anything that has nothing to do with I/O.
	 * @param thrown what the call threw
	 * @return whether it counts as a failure
	 */
	static boolean ofCall(Throwable thrown) {
		return !interrupted(thrown) && !has(thrown, Failures::ownMistake) && has(thrown, Failures::isOfConnection);
	}

	/**
	 * Whether reading a body failed because of the service. Some clients throw unchecked
	 * exceptions here.
	 * @param thrown what the read threw
	 * @return whether it counts as a failure
	 */
	static boolean ofBody(Throwable thrown) {
		return !interrupted(thrown);
	}

	private static boolean interrupted(Throwable thrown) {
		return Thread.currentThread().isInterrupted() || has(thrown, Failures::interrupt);
	}

	private static boolean interrupt(Throwable cause) {
		return cause instanceof InterruptedException || cause instanceof ClosedByInterruptException
				|| (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException));
	}

	private static boolean isOfConnection(Throwable cause) {
		return cause instanceof IOException || cause instanceof TimeoutException || isNetty(cause.getClass());
	}

	private static boolean isNetty(Class<?> type) {
		for (@Nullable
		Class<?> each = type; each != null; each = each.getSuperclass()) {
			if (NETTY.equals(each.getName())) {
				return true;
			}
		}
		return false;
	}

	private static boolean ownMistake(Throwable cause) {
		return cause instanceof HttpMessageConversionException || FILTERED_HOST.equals(cause.getClass().getName());
	}

	static boolean has(Throwable thrown, Predicate<Throwable> test) {
		@Nullable Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
			if (test.test(cause)) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
