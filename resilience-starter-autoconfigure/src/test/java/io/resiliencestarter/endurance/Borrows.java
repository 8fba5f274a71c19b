package io.resiliencestarter.endurance;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Connections that are borrowed and given back in all ways. Most are not used, so that
 * millions can be borrowed in minutes.
 */
final class Borrows {

	private final HikariDataSource dataSource;

	private final Class<?> driversType;

	private final AtomicLong begun = new AtomicLong();

	private final AtomicLong made = new AtomicLong();

	private final AtomicLong timedOut = new AtomicLong();

	private final AtomicReference<@Nullable Connection> leaked = new AtomicReference<>();

	Borrows(HikariDataSource dataSource) throws ClassNotFoundException {
		this.dataSource = dataSource;
		this.driversType = Class.forName("org.postgresql.PGConnection");
	}

	/**
	 * Borrow so many times, one after the other.
	 */
	void make(int count) throws SQLException {
		int left = count;
		while (left > 0) {
			left -= borrow(this.begun.incrementAndGet()) ? 1 : 0;
		}
	}

	private boolean borrow(long number) throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			use(connection, number);
			this.made.incrementAndGet();
			return true;
		}
		catch (SQLTransientConnectionException ex) {
			this.timedOut.incrementAndGet();
			return false;
		}
	}

	private void use(Connection connection, long number) throws SQLException {
		if (number % 50 == 0) {
			query(connection, "SELECT 1");
		}
		if (number % 100 == 1) {
			Assert.state(this.driversType.isInstance(connection.unwrap(this.driversType)),
					"Not the driver's connection");
		}
		if (number % 1000 == 2) {
			nest();
		}
		if (number % 10_000 == 3) {
			fail(connection);
		}
		if (number % 10_000 == 4) {
			this.dataSource.evictConnection(connection);
		}
	}

	private void nest() throws SQLException {
		try (Connection inner = this.dataSource.getConnection()) {
			query(inner, "SELECT 1");
		}
	}

	private static void fail(Connection connection) {
		try {
			query(connection, "SELECT missing");
		}
		catch (SQLException ex) {
			// There is no such column
		}
	}

	private static void query(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/**
	 * Take all connections until there are no more, so that all others time out, give
	 * them back but for one, and give back that which was kept the last time.
	 */
	void drain() throws SQLException {
		List<Connection> taken = new ArrayList<>();
		try {
			while (taken.size() <= this.dataSource.getMaximumPoolSize()) {
				taken.add(this.dataSource.getConnection());
			}
		}
		catch (SQLTransientConnectionException ex) {
			this.timedOut.incrementAndGet();
		}
		giveBack(this.leaked.getAndSet(taken.isEmpty() ? null : taken.remove(0)));
		for (Connection connection : taken) {
			connection.close();
		}
	}

	/**
	 * Give back the connection that is kept.
	 */
	void recover() throws SQLException {
		giveBack(this.leaked.getAndSet(null));
	}

	private static void giveBack(@Nullable Connection connection) throws SQLException {
		if (connection != null) {
			connection.close();
		}
	}

	long made() {
		return this.made.get();
	}

	long timedOut() {
		return this.timedOut.get();
	}

}
