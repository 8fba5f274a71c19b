package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

import io.resiliencestarter.diagnosis.ServerView;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL tells of the sessions of this instance, which it knows by their
 * application name, and of those that block them. Reads no statements, as those contain
 * data.
 *
 * @param connection a connection of its own
 * @param holders names who holds the connection that a process of the server serves
 */
record PostgresActivity(Connection connection, IntFunction<@Nullable String> holders) {

	private static final String SESSIONS = """
			SELECT count(*) FILTER (WHERE state = 'active') AS busy,
			       count(*) FILTER (WHERE wait_event_type = 'Lock') AS locked
			FROM pg_stat_activity
			WHERE application_name = current_setting('application_name')
			      AND usename = current_user AND pid <> pg_backend_pid()
			""";

	private static final String BLOCKERS = """
			SELECT blocker.pid, blocker.application_name, blocker.usename, blocker.state,
			       extract(epoch FROM now() - blocker.xact_start) AS age, count(*) AS blocked
			FROM pg_stat_activity ours
			CROSS JOIN LATERAL unnest(pg_blocking_pids(ours.pid)) AS blocking(pid)
			JOIN pg_stat_activity blocker ON blocker.pid = blocking.pid
			WHERE ours.application_name = current_setting('application_name')
			      AND ours.usename = current_user AND ours.wait_event_type = 'Lock'
			      AND blocker.wait_event_type IS DISTINCT FROM 'Lock'
			GROUP BY 1, 2, 3, 4, 5
			ORDER BY blocked DESC, age DESC
			LIMIT 5
			""";

	/**
	 * The room that is left by each of the three limits, -1 being no limit of a role or a
	 * database. This connection itself is in use, and free in a moment.
	 */
	private static final String ROOM = """
			SELECT 1 + least(
			    current_setting('max_connections')::int
			      - CASE WHEN rolsuper THEN 0 ELSE current_setting('superuser_reserved_connections')::int
			          + coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int END
			      - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
			    CASE WHEN rolsuper OR rolconnlimit < 0 THEN NULL ELSE rolconnlimit
			      - (SELECT count(*) FROM pg_stat_activity WHERE usename = current_user) END,
			    CASE WHEN rolsuper OR datconnlimit < 0 THEN NULL ELSE datconnlimit
			      - (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) END)
			FROM pg_roles, pg_database
			WHERE rolname = current_user AND datname = current_database()
			""";

	ServerView look() throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			int busy;
			int locked;
			try (ResultSet sessions = statement.executeQuery(SESSIONS)) {
				sessions.next();
				busy = sessions.getInt(1);
				locked = sessions.getInt(2);
			}
			List<String> blockers = (locked > 0) ? blockers(statement) : List.of();
			boolean pooled = isPooled(statement);
			Integer free = pooled ? null : free(statement);
			return new ServerView(true, busy, locked, blockers, free, note(pooled, free));
		}
	}

	/**
	 * A pooler tells its clients a process of its own, and lets in as many as it likes,
	 * whatever the server has left.
	 */
	private boolean isPooled(Statement statement) throws SQLException {
		int told = Connections.process(this.connection);
		try (ResultSet process = statement.executeQuery("SELECT pg_backend_pid()")) {
			return process.next() && told != Connections.UNKNOWN_PROCESS && told != process.getInt(1);
		}
	}

	private static @Nullable String note(boolean pooled, @Nullable Integer free) {
		if (pooled) {
			return "how many connections it would accept is not known: a pooler is in between";
		}
		return (free == null) ? "how many connections it would accept is not known: rights are missing" : null;
	}

	private List<String> blockers(Statement statement) throws SQLException {
		List<String> blockers = new ArrayList<>();
		try (ResultSet rows = statement.executeQuery(BLOCKERS)) {
			while (rows.next()) {
				blockers.add(blocker(rows));
			}
		}
		return blockers;
	}

	/**
	 * Without the right to read all statistics, PostgreSQL tells nothing but the number
	 * of a session of somebody else.
	 */
	private String blocker(ResultSet row) throws SQLException {
		int pid = row.getInt("pid");
		String holder = this.holders.apply(pid);
		String state = row.getString("state");
		if (state == null) {
			return "process %d of another user, of which this one may not see more".formatted(pid);
		}
		return "process %d of application '%s' (user %s), %s, in a transaction for %s%s".formatted(pid,
				row.getString("application_name"), row.getString("usename"), state,
				String.format(Locale.ROOT, "%.1f s", row.getDouble("age")), (holder != null) ? ": " + holder : "");
	}

	private static @Nullable Integer free(Statement statement) {
		try (ResultSet room = statement.executeQuery(ROOM)) {
			return room.next() ? Math.max(0, room.getInt(1)) : null;
		}
		catch (SQLException ex) {
			return null;
		}
	}

}
