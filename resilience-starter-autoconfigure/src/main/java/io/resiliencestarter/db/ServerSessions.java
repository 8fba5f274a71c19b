package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.budget.LapsedMember;
import io.resiliencestarter.budget.Leaseholder.Sight;
import io.resiliencestarter.budget.Sighting;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that PostgreSQL has of the instances of applications with this starter,
 * which it knows by names such as {@code orders/pod-7}. What has no session is not there
 * any more: so the share of an instance that has died can be given to others, but not
 * that of one that is only paused.
 *
 * @param own the name of the sessions of this instance
 * @param others how many sessions other instances have of the same user and database
 * @param counts how many sessions there are of each name
 */
record ServerSessions(String own, int others, Map<String, Integer> counts) {

	private static final Log logger = LogFactory.getLog(ServerSessions.class);

	private static final String SESSIONS = """
			SELECT current_setting('application_name'), application_name, count(*),
			       count(*) FILTER (WHERE datname = current_database() AND usename = session_user)
			FROM pg_stat_activity
			WHERE application_name LIKE '%/%'
			GROUP BY 2
			""";

	/**
	 * Look.
	 * @param pool the pool that leads to the server
	 * @param lapsed members whose lease has ended
	 * @param asked when somebody had asked who there is, 0 if nobody had
	 * @param wait how long to wait for a connection of the pool
	 * @param urgent whether to open one beside the pool if none comes free
	 * @return what there is of others
	 */
	static Sight look(DbPool pool, List<LapsedMember> lapsed, long asked, Duration wait, boolean urgent) {
		JdbcAddress address = JdbcAddress.parse(pool.dataSource().getJdbcUrl());
		if (address == null || !address.product().equals("postgresql")) {
			return Sight.blind(asked);
		}
		try (Connection connection = pool.look(wait.toMillis(), urgent)) {
			ServerSessions sessions = (connection != null) ? look(connection) : null;
			return (sessions != null) ? sessions.sight(lapsed, asked) : Sight.blind(asked);
		}
		catch (SQLException ex) {
			logger.debug("The sessions of other instances could not be seen now", ex);
			return Sight.NONE;
		}
	}

	private static @Nullable ServerSessions look(Connection connection) throws SQLException {
		try (Statement statement = Connections.briefStatement(connection);
				ResultSet rows = statement.executeQuery(SESSIONS)) {
			String own = "";
			int others = 0;
			Map<String, Integer> counts = new HashMap<>();
			while (rows.next()) {
				own = rows.getString(1);
				counts.put(rows.getString(2), rows.getInt(3));
				others += own.equals(rows.getString(2)) ? 0 : rows.getInt(4);
			}
			return counts.containsKey(own) ? new ServerSessions(own, others, counts) : null;
		}
	}

	private Sight sight(List<LapsedMember> lapsed, long asked) {
		List<Sighting> sightings = new ArrayList<>();
		for (LapsedMember member : lapsed) {
			if (!member.session().isEmpty()) {
				sightings.add(new Sighting(member, this.counts.getOrDefault(member.session(), 0)));
			}
		}
		return new Sight(this.own, this.others, asked, sightings, (asked != 0) ? this.counts : Map.of());
	}

}
