package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
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
 * @param counts how many sessions there are of each name
 */
record ServerSessions(String own, Map<String, Integer> counts) {

	private static final Log logger = LogFactory.getLog(ServerSessions.class);

	private static final long SHORT_WAIT_MILLIS = 200;

	private static final String SESSIONS = """
			SELECT current_setting('application_name'), application_name, count(*)
			FROM pg_stat_activity
			WHERE application_name LIKE '%/%'
			GROUP BY 2
			""";

	/**
	 * Look, through a connection of a pool, past those who count who borrows.
	 * @param dataSource the pool
	 * @return the sessions, {@code null} if the server or the pool does not show them
	 */
	static @Nullable ServerSessions look(HikariDataSource dataSource) {
		if (!(dataSource.getHikariPoolMXBean() instanceof HikariPool pool) || pool.getTotalConnections() == 0) {
			return null;
		}
		try (Connection connection = pool.getConnection(SHORT_WAIT_MILLIS);
				Statement statement = Connections.briefStatement(connection);
				ResultSet rows = statement.executeQuery(SESSIONS)) {
			String own = "";
			Map<String, Integer> counts = new HashMap<>();
			while (rows.next()) {
				own = rows.getString(1);
				counts.put(rows.getString(2), rows.getInt(3));
			}
			return counts.containsKey(own) ? new ServerSessions(own, counts) : null;
		}
		catch (SQLException ex) {
			logger.debug("The sessions of other instances could not be seen", ex);
			return null;
		}
	}

	/**
	 * Return what there is of others.
	 * @param lapsed members whose lease has ended
	 */
	Sight sight(List<LapsedMember> lapsed) {
		int others = this.counts.values().stream().mapToInt(Integer::intValue).sum()
				- this.counts.getOrDefault(this.own, 0);
		List<Sighting> sightings = new ArrayList<>();
		for (LapsedMember member : lapsed) {
			if (!member.session().isEmpty()) {
				sightings.add(new Sighting(member, this.counts.getOrDefault(member.session(), 0)));
			}
		}
		return new Sight(others, sightings);
	}

}
