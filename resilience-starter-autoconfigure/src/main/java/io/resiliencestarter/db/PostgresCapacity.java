package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.resiliencestarter.budget.Quota;
import io.resiliencestarter.db.ServerCapacity.Usage;
import io.resiliencestarter.support.ErrorText;
import org.jspecify.annotations.Nullable;

/**
 * Asks PostgreSQL how many connections it lets this user have in this database, and who
 * has them. Works for any role: what others may not see of a session is not needed.
 *
 * @param connection a connection
 * @param product the product and its version
 * @param counts whether the connection itself counts as used: not if it is closed at once
 */
record PostgresCapacity(Connection connection, String product, boolean counts) {

	/**
	 * The limits of roles and databases do not count for superusers. What is reserved for
	 * those is not for applications, whoever they connect as.
	 */
	private static final String LIMITS = """
			SELECT version(), pg_backend_pid(), session_user, current_database(),
			       current_setting('max_connections')::int
			         - coalesce(nullif(current_setting('superuser_reserved_connections', true), ''), '0')::int
			         - coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int
			         - coalesce(nullif(current_setting('rds.rds_superuser_reserved_connections', true), ''), '0')::int,
			       CASE WHEN rolsuper THEN -1 ELSE rolconnlimit END,
			       CASE WHEN rolsuper THEN -1 ELSE datconnlimit END
			FROM pg_roles, pg_database
			WHERE rolname = session_user AND datname = current_database()
			""";

	/**
	 * Of the sessions of others, not everybody may see which type they are of. Those of
	 * no user or no database are the server's own.
	 */
	private static final String SESSIONS = """
			SELECT coalesce(application_name, ''), count(*),
			       count(*) FILTER (WHERE usename = session_user),
			       count(*) FILTER (WHERE datname = current_database()),
			       count(*) FILTER (WHERE usename = session_user
			           AND application_name = nullif(current_setting('application_name'), ''))
			FROM pg_stat_activity
			WHERE datid IS NOT NULL AND usesysid IS NOT NULL
			      AND coalesce(backend_type, 'client backend') = 'client backend'
			""";

	private static final int NAME = 1;

	private static final int FIRST_COUNT = 2;

	private static final int COUNTS = 3;

	private static final int OURS = 5;

	/**
	 * Ask.
	 * @return the answer
	 * @throws SQLException if there is none
	 */
	ServerCapacity read() throws SQLException {
		try (Statement statement = Connections.briefStatement(this.connection);
				ResultSet row = statement.executeQuery(LIMITS)) {
			if (!row.next() || !row.getString(1).startsWith("PostgreSQL")) {
				return ServerCapacity.unknown(this.product, "how many connections it would accept is not known:"
						+ " it speaks the protocol of PostgreSQL, but is none");
			}
			int told = Connections.process(this.connection);
			if (told != Connections.UNKNOWN_PROCESS && told != row.getInt(2)) {
				return ServerCapacity.pooled(this.product, List.of());
			}
			return read(
					List.of("max_connections", "connection limit of role " + row.getString(3),
							"connection limit of database " + row.getString(4)),
					new int[] { row.getInt(5), row.getInt(6), row.getInt(7) });
		}
	}

	private ServerCapacity read(List<String> names, int[] limits) {
		try (Statement statement = Connections.briefStatement(this.connection);
				ResultSet sessions = statement
					.executeQuery(SESSIONS + (this.counts ? "" : " AND pid <> pg_backend_pid()") + " GROUP BY 1")) {
			return count(sessions, names, limits);
		}
		catch (SQLException ex) {
			return new ServerCapacity(this.product, quotas(names, limits, null), null, false,
					"who uses its connections is not known: " + ErrorText.of(ex));
		}
	}

	private ServerCapacity count(ResultSet sessions, List<String> names, int[] limits) throws SQLException {
		int smallest = smallest(limits);
		int[] used = new int[COUNTS];
		int ours = 0;
		ApplicationTally applications = new ApplicationTally();
		while (sessions.next()) {
			for (int i = 0; i < COUNTS; i++) {
				used[i] += sessions.getInt(FIRST_COUNT + i);
			}
			ours += sessions.getInt(OURS);
			applications.add(sessions.getString(NAME), sessions.getInt(FIRST_COUNT + smallest));
		}
		return new ServerCapacity(this.product, quotas(names, limits, used),
				new Usage((ours > 0) ? ours : null, applications.largest()), false, null);
	}

	private static int smallest(int[] limits) {
		int smallest = 0;
		for (int i = 1; i < limits.length; i++) {
			if (limits[i] >= 0 && limits[i] < limits[smallest]) {
				smallest = i;
			}
		}
		return smallest;
	}

	private static List<Quota> quotas(List<String> names, int[] limits, int @Nullable [] used) {
		List<Quota> quotas = new ArrayList<>();
		for (int i = 0; i < limits.length; i++) {
			if (limits[i] >= 0) {
				quotas
					.add(new Quota(names.get(i), limits[i], (used != null) ? Integer.valueOf(used[i]) : null, i == 0));
			}
		}
		return quotas;
	}

}
