package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.resiliencestarter.budget.Quota;
import io.resiliencestarter.support.ErrorText;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a server lets us have. Immutable.
 *
 * @param product the product and its version, {@code null} if nobody could be asked
 * @param quotas the limits that count for us, none if they are not known
 * @param usage who uses the smallest of them, {@code null} if that is not known
 * @param pooled whether a pooler is in between, of whose limits the server knows nothing
 * @param note what could not be found out and why, {@code null} if nothing
 */
record ServerCapacity(@Nullable String product, List<Quota> quotas, @Nullable Usage usage, boolean pooled,
		@Nullable String note) {

	/** The class of SQL states for missing rights, and for what does not exist. */
	private static final String NOT_ALLOWED = "42";

	ServerCapacity {
		quotas = List.copyOf(quotas);
	}

	/**
	 * Ask a server.
	 * @param connection a connection to it
	 * @param counts whether the connection itself counts as used: not if it is closed at
	 * once
	 * @return the answer
	 * @throws SQLException if there is none
	 */
	static ServerCapacity read(Connection connection, boolean counts) throws SQLException {
		String product = product(connection);
		try {
			return read(connection, product, counts);
		}
		catch (SQLException ex) {
			if (ex.getSQLState() != null && ex.getSQLState().startsWith(NOT_ALLOWED)) {
				return unknown(product, "how many connections it would accept is not known: " + ErrorText.of(ex));
			}
			throw ex;
		}
	}

	private static ServerCapacity read(Connection connection, String product, boolean counts) throws SQLException {
		return switch (product.split(" ", 2)[0]) {
			case "PostgreSQL" -> new PostgresCapacity(connection, product, counts).read();
			case "MySQL", "MariaDB" -> new MysqlCapacity(connection, product).read();
			default -> unknown(product,
					"how many connections it would accept is not known: only PostgreSQL, MySQL and MariaDB are asked");
		};
	}

	/**
	 * Return the product and the number of its version, from memory.
	 */
	private static String product(Connection connection) throws SQLException {
		DatabaseMetaData server = connection.getMetaData();
		String version = Objects.requireNonNullElse(server.getDatabaseProductVersion(), "");
		return (server.getDatabaseProductName() + " " + version.split("[^0-9.]", 2)[0]).strip();
	}

	static ServerCapacity unknown(@Nullable String product, String note) {
		return new ServerCapacity(product, List.of(), null, false, note);
	}

	/**
	 * A pooler does not tell its clients how many it lets in, unless it refuses one.
	 */
	static ServerCapacity pooled(@Nullable String product, List<Quota> quotas) {
		return new ServerCapacity(product, quotas, null, true,
				quotas.isEmpty() ? "how many connections it would accept is not known: a pooler is in between" : null);
	}

	/**
	 * Return the same with another note.
	 */
	ServerCapacity noted(String other) {
		return new ServerCapacity(this.product, this.quotas, this.usage, this.pooled, other);
	}

	/**
	 * Return the limit that is reached first if nobody else connects.
	 * @return the smallest one, {@code null} if none is known
	 */
	@Nullable Quota smallest() {
		return this.quotas.stream().min(Comparator.comparingInt(Quota::limit)).orElse(null);
	}

	/**
	 * Return how many more connections it would let us open.
	 * @return the number, {@code null} if that is not known
	 */
	@Nullable Integer room() {
		return this.quotas.stream()
			.map(Quota::room)
			.filter(Objects::nonNull)
			.min(Comparator.naturalOrder())
			.orElse(null);
	}

	/**
	 * Who uses connections.
	 *
	 * @param ours how many are those of this instance, {@code null} if the server cannot
	 * tell them apart
	 * @param byApplication how many each application has
	 */
	record Usage(@Nullable Integer ours, Map<String, Integer> byApplication) {
	}

}
