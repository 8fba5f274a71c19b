package io.resiliencestarter.db;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.resiliencestarter.support.ErrorText;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection could not be opened. Immutable.
 *
 * @param kind what kind of failure it is
 * @param cause what the driver threw
 * @param at when
 */
record ConnectFailure(Kind kind, Throwable cause, Instant at) {

	/** How those who refuse connections tell their limit. */
	private static final Pattern LIMIT = Pattern
		.compile("(?:pool_size: |limit: |current value: |max_client_conn: )(\\d{1,6})");

	static ConnectFailure of(Throwable cause, Instant at) {
		return new ConnectFailure(Kind.of(cause), cause, at);
	}

	/**
	 * Return the kind and the driver's own words.
	 * @return one line
	 */
	String describe() {
		String message = message();
		return this.kind.label() + (message.isEmpty() ? "" : " (" + message + ")");
	}

	/**
	 * Return the driver's own words.
	 * @return one line, can be empty
	 */
	String message() {
		return ErrorText.of(this.cause);
	}

	/**
	 * Return the limit that whoever refuses the connection tells.
	 * @return the limit, {@code null} if there is none in its words
	 */
	@Nullable Integer limit() {
		Matcher matcher = LIMIT.matcher(message());
		return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
	}

	/**
	 * Return whether it was a pooler that has refused the connection, and not the server.
	 * @return whether it was, by its words
	 */
	boolean isOfPooler() {
		return this.kind == Kind.SERVER_LIMIT && Kind.contains(message(), Kind.POOLER_TEXTS);
	}

	/**
	 * Kinds of failure, by SQLState, vendor code and, where a pooler gives all the same
	 * code, text.
	 */
	enum Kind {

		/** The server or a pooler has no connection left for us. */
		SERVER_LIMIT,

		/** The server refuses the credentials. */
		AUTHENTICATION,

		/** The server cannot be reached or does not answer. */
		DATABASE_DOWN;

		private static final int MYSQL_TOO_MANY_CONNECTIONS = 1040;

		private static final int MYSQL_ACCESS_DENIED = 1045;

		private static final int MYSQL_TOO_MANY_USER_CONNECTIONS = 1203;

		private static final int MYSQL_RESOURCE_EXCEEDED = 1226;

		private static final int SQL_SERVER_LOGIN_FAILED = 18456;

		private static final String[] POOLER_TEXTS = { "max clients reached", "max client connections reached",
				"emaxconn", "echeckouttimeout", "no more connections allowed", "client connections exceeded",
				"query_wait_timeout" };

		private static final String[] SERVER_TEXTS = { "too many connections", "unable to accept connection" };

		static Kind of(Throwable failure) {
			for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
				if (cause instanceof SQLException sql) {
					Kind kind = of(sql);
					if (kind != null) {
						return kind;
					}
				}
			}
			return DATABASE_DOWN;
		}

		private static @Nullable Kind of(SQLException failure) {
			String state = (failure.getSQLState() != null) ? failure.getSQLState() : "";
			if (state.equals("53300") || limitCode(failure.getErrorCode())
					|| contains(failure.getMessage(), POOLER_TEXTS) || contains(failure.getMessage(), SERVER_TEXTS)) {
				return SERVER_LIMIT;
			}
			boolean refused = failure.getErrorCode() == MYSQL_ACCESS_DENIED
					|| failure.getErrorCode() == SQL_SERVER_LOGIN_FAILED;
			return (state.startsWith("28") || refused || state.equals("08004")) ? AUTHENTICATION : null;
		}

		private static boolean limitCode(int code) {
			return code == MYSQL_TOO_MANY_CONNECTIONS || code == MYSQL_TOO_MANY_USER_CONNECTIONS
					|| code == MYSQL_RESOURCE_EXCEEDED;
		}

		private static boolean contains(@Nullable String message, String[] texts) {
			String text = (message != null) ? message.toLowerCase(Locale.ROOT) : "";
			return Arrays.stream(texts).anyMatch(text::contains);
		}

		String label() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
