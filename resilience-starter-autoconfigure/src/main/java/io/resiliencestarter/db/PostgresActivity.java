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
 * @param capacity how many connections it lets us have
 */
record PostgresActivity(Connection connection, IntFunction<@Nullable String> holders, ServerCapacity capacity) {

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
			return new ServerView(true, busy, locked, blockers, this.capacity.room(), this.capacity.note());
		}
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

}
