package io.resiliencestarter.db;

import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariConfig;
import org.jspecify.annotations.Nullable;

/**
 * Keeps credentials that a JDBC URL contains out of what is told of a failure. Drivers
 * that do not understand such a URL quote it, or take a part of it for the host.
 */
class UrlSecrets {

	private static final Pattern PARAMETER = Pattern.compile("((?:password|passwd|pwd)=)[^&;,\\s]+",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern USER_INFO = Pattern.compile("//([^/?;\\s]+)@");

	private static final String MASK = "***";

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
		return reveals(failure) ? copyStack(failure, new SQLException(mask(failure.getMessage()), failure.getSQLState(),
				failure.getErrorCode(), cleanCause(failure))) : failure;
	}

	/**
	 * Return a failure that reveals nothing.
	 * @param failure the failure
	 * @return the failure itself, if it reveals nothing
	 */
	RuntimeException clean(RuntimeException failure) {
		return reveals(failure)
				? copyStack(failure, new IllegalStateException(mask(failure.getMessage()), cleanCause(failure)))
				: failure;
	}

	private @Nullable Throwable cleanCause(Throwable failure) {
		Throwable cause = failure.getCause();
		return (cause != null) ? copyStack(cause, new IllegalStateException(mask(cause.toString()), cleanCause(cause)))
				: null;
	}

	private static <T extends Throwable> T copyStack(Throwable from, T to) {
		to.setStackTrace(from.getStackTrace());
		return to;
	}

	private boolean reveals(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (!Objects.equals(cause.getMessage(), mask(cause.getMessage()))) {
				return true;
			}
		}
		return false;
	}

	private @Nullable String mask(@Nullable String text) {
		if (text == null) {
			return null;
		}
		String masked = PARAMETER.matcher(text).replaceAll("$1" + MASK);
		masked = USER_INFO.matcher(masked).replaceAll("//" + MASK + "@");
		Matcher url = USER_INFO.matcher(String.valueOf(this.config.getJdbcUrl()));
		if (url.find()) {
			String userInfo = url.group(1);
			masked = masked.replace(userInfo + "@", MASK + "@");
			masked = masked.replace(userInfo.substring(userInfo.indexOf(':') + 1) + "@", MASK + "@");
		}
		return masked;
	}

}
