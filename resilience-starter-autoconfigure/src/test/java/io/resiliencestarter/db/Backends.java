package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

import io.resiliencestarter.testing.TestServers.PostgresServer;

/**
 * The connections of one application as PostgreSQL itself sees them, asked from a
 * connection outside of any pool. Used by one thread at a time.
 */
final class Backends implements AutoCloseable {

	private final Connection outside;

	private final String application;

	/**
	 * Connect to a server.
	 * @param server the server
	 * @param application the application, as in {@code resilience.db.application-name}
	 * @throws SQLException if that fails
	 */
	Backends(PostgresServer server, String application) throws SQLException {
		this.outside = DriverManager.getConnection(server.url(), server.username(), server.password());
		this.application = application;
	}

	synchronized int count() throws SQLException {
		return pids().size();
	}

	synchronized Set<Integer> pids() throws SQLException {
		return query("SELECT pid FROM pg_stat_activity WHERE application_name LIKE ? || '/%'");
	}

	/**
	 * End a connection from the server's side, whatever it does.
	 */
	synchronized void terminateOne() throws SQLException {
		query("SELECT pg_terminate_backend(pid)::int FROM pg_stat_activity WHERE application_name LIKE ? || '/%'"
				+ " ORDER BY random() LIMIT 1");
	}

	private Set<Integer> query(String sql) throws SQLException {
		try (PreparedStatement statement = this.outside.prepareStatement(sql)) {
			statement.setString(1, this.application);
			try (ResultSet result = statement.executeQuery()) {
				Set<Integer> values = new TreeSet<>();
				while (result.next()) {
					values.add(result.getInt(1));
				}
				return values;
			}
		}
	}

	@Override
	public void close() throws SQLException {
		this.outside.close();
	}

	/**
	 * Return the process that serves a connection.
	 * @param connection the connection, of a pool
	 * @return its process id
	 * @throws SQLException if it does not answer
	 */
	static int pid(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT pg_backend_pid()")) {
			result.next();
			return result.getInt(1);
		}
	}

}
