package io.resiliencestarter.db;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Why a connection could not be opened. Immutable.
 *
 * @param kind what kind of failure it is
 * @param cause what the driver threw
 * @param at when
 */
record ConnectFailure(Kind kind, Throwable cause, Instant at) {

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
		String message = this.cause.getMessage();
		return (message != null) ? message.strip().lines().findFirst().orElse("") : "";
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

		private static final String[] LIMIT_TEXTS = { "max clients reached", "max client connections reached",
				"emaxconn", "echeckouttimeout", "no more connections allowed", "client connections exceeded",
				"query_wait_timeout", "too many connections", "unable to accept connection" };

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
			if (state.equals("53300") || limitCode(failure.getErrorCode()) || limitText(failure.getMessage())) {
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

		private static boolean limitText(@Nullable String message) {
			String text = (message != null) ? message.toLowerCase(Locale.ROOT) : "";
			for (String limit : LIMIT_TEXTS) {
				if (text.contains(limit)) {
					return true;
				}
			}
			return false;
		}

		String label() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
