package io.resiliencestarter.db;

import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariConfig;
import io.resiliencestarter.support.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * Keeps credentials that a JDBC URL contains out of what is told of a failure. Drivers
 * that do not understand such a URL quote it, or take a part of it for the host.
 */
class UrlSecrets {

	private static final int MAX_DEPTH = 20;

	/** Where drivers that take a password for something else cut it. */
	private static final Pattern CUTS = Pattern.compile("%[0-9A-Fa-f]{2}|[/?:@,;&#=()+%]");

	/** Shorter parts are too likely to be a part of something else. */
	private static final int LEAST_PART = 4;

	private final HikariConfig config;

	UrlSecrets(HikariConfig config) {
		this.config = config;
	}

	/**
	 * Return a failure that reveals nothing.
	 * @param failure the failure
	 * @return the failure itself, if it reveals nothing
	 */
	SQLException clean(SQLException failure) {
		return reveals(failure, 0) ? copyStack(failure, new SQLException(mask(failure.getMessage()),
				failure.getSQLState(), failure.getErrorCode(), cleanCause(failure, 0))) : failure;
	}

	/**
	 * Return a failure that reveals nothing.
	 * @param failure the failure
	 * @return the failure itself, if it reveals nothing
	 */
	RuntimeException clean(RuntimeException failure) {
		return reveals(failure, 0)
				? copyStack(failure, new IllegalStateException(mask(failure.getMessage()), cleanCause(failure, 0)))
				: failure;
	}

	private @Nullable Throwable cleanCause(Throwable failure, int depth) {
		Throwable cause = failure.getCause();
		return (cause != null && depth < MAX_DEPTH)
				? copyStack(cause, new IllegalStateException(mask(cause.toString()), cleanCause(cause, depth + 1)))
				: null;
	}

	private static <T extends Throwable> T copyStack(Throwable from, T to) {
		to.setStackTrace(from.getStackTrace());
		return to;
	}

	private boolean reveals(@Nullable Throwable failure, int depth) {
		if (failure == null || depth > MAX_DEPTH) {
			return false;
		}
		SQLException next = (failure instanceof SQLException sql) ? sql.getNextException() : null;
		return !Objects.equals(failure.getMessage(), mask(failure.getMessage())) || reveals(next, depth + 1)
				|| Stream.of(failure.getSuppressed()).anyMatch((other) -> reveals(other, depth + 1))
				|| reveals(failure.getCause(), depth + 1);
	}

	private @Nullable String mask(@Nullable String text) {
		if (text == null) {
			return null;
		}
		String masked = Secrets.mask(text);
		String url = String.valueOf(this.config.getJdbcUrl());
		String userInfo = Secrets.userInfo(url);
		if (!userInfo.isEmpty()) {
			String password = userInfo.substring(userInfo.indexOf(':') + 1);
			masked = masked.replace(userInfo + "@", Secrets.MASK + "@").replace(password + "@", Secrets.MASK + "@");
			masked = maskParts(masked, password, userInfo.split(":", 2)[0]);
		}
		for (String secret : Secrets.parameters(url)) {
			if (CUTS.matcher(secret).find()) {
				masked = maskParts(masked, secret, "");
			}
		}
		return masked;
	}

	private static String maskParts(String text, String secret, String harmless) {
		return CUTS.splitAsStream(secret)
			.filter((part) -> part.length() >= LEAST_PART && !part.equals(harmless))
			.reduce(text, (masked, part) -> masked.replace(part, Secrets.MASK));
	}

}
