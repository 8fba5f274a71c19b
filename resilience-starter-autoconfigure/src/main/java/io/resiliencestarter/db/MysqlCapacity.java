package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.resiliencestarter.budget.Quota;
import io.resiliencestarter.db.ServerCapacity.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Asks MySQL or MariaDB how many connections it lets this user have, and who has them.
 * Applications are told apart only where the server keeps the attributes of connections,
 * and those of other users only with the right to see them.
 *
 * @param connection a connection
 * @param product the product and its version
 */
record MysqlCapacity(Connection connection, String product) {

	private static final String LIMITS = "SELECT @@max_connections, @@max_user_connections, substring_index(user(), '@', 1)";

	private static final String CONNECTED = "SHOW GLOBAL STATUS LIKE 'Threads_connected'";

	private static final String OF_USER = "SELECT count(*) FROM information_schema.processlist"
			+ " WHERE user = substring_index(user(), '@', 1)";

	/**
	 * Ask.
	 * @return the answer
	 * @throws SQLException if there is none
	 */
	ServerCapacity read() throws SQLException {
		try (Statement statement = Connections.briefStatement(this.connection)) {
			List<Quota> quotas = quotas(statement);
			boolean ofServer = quotas.size() == 1;
			return new ServerCapacity(this.product, quotas, usage(statement, ofServer), false, null);
		}
	}

	private static List<Quota> quotas(Statement statement) throws SQLException {
		int limit;
		int limitOfUser;
		String user;
		try (ResultSet row = statement.executeQuery(LIMITS)) {
			row.next();
			limit = row.getInt(1);
			limitOfUser = row.getInt(2);
			user = row.getString(3);
		}
		List<Quota> quotas = new ArrayList<>();
		quotas.add(new Quota("max_connections", limit, number(statement, CONNECTED, 2), true));
		if (limitOfUser > 0 && limitOfUser < limit) {
			quotas.add(new Quota("max_user_connections of " + user, limitOfUser, number(statement, OF_USER, 1), false));
		}
		return quotas;
	}

	private static @Nullable Integer number(Statement statement, String query, int column) {
		try (ResultSet row = statement.executeQuery(query)) {
			return row.next() ? Integer.valueOf(row.getInt(column)) : null;
		}
		catch (SQLException ex) {
			return null;
		}
	}

	private static @Nullable Usage usage(Statement statement, boolean ofServer) {
		Usage usage = ofServer ? usage(statement, "session_connect_attrs") : null;
		return (usage != null) ? usage : usage(statement, "session_account_connect_attrs");
	}

	private static @Nullable Usage usage(Statement statement, String table) {
		try (ResultSet rows = statement.executeQuery("""
				SELECT attr_value, count(*),
				       sum(attr_value = (SELECT attr_value FROM performance_schema.session_account_connect_attrs
				           WHERE attr_name = 'program_name' AND processlist_id = connection_id()))
				FROM performance_schema.%s WHERE attr_name = 'program_name' GROUP BY attr_value
				""".formatted(table))) {
			ApplicationTally applications = new ApplicationTally();
			int ours = 0;
			while (rows.next()) {
				applications.add(rows.getString(1), rows.getInt(2));
				ours += rows.getInt(3);
			}
			return (ours > 0) ? new Usage(ours, applications.largest()) : null;
		}
		catch (SQLException ex) {
			return null;
		}
	}

}
