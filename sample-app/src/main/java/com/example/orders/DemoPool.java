package com.example.orders;

import java.sql.SQLException;
import java.util.Objects;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.resiliencestarter.db.DbPoolEndpoint;
import io.resiliencestarter.db.DbPoolEndpoint.DbPoolDescriptor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The pool that is broken, as the starter shows it.
 */
@Component
class DemoPool {

	private static final String NAME = "dataSource";

	private final HikariDataSource pool;

	private final ObjectProvider<DbPoolEndpoint> endpoint;

	/**
	 * Create the view of the pool.
	 * @param dataSource the pool
	 * @param endpoint shows it; there is none while it is not exposed
	 * @throws SQLException if it is no pool of HikariCP
	 */
	DemoPool(DataSource dataSource, ObjectProvider<DbPoolEndpoint> endpoint) throws SQLException {
		this.pool = dataSource.unwrap(HikariDataSource.class);
		this.endpoint = endpoint;
	}

	DbPoolDescriptor show() {
		return Objects.requireNonNull(this.endpoint.getObject().pool(NAME));
	}

	boolean isHealthy() {
		DbPoolDescriptor shown = show();
		return shown.status().equals("healthy") && shown.verdict() != null && shown.verdict().cause().equals("none");
	}

	void resize(int max) {
		this.endpoint.getObject().act(NAME, "resize", max);
	}

	/**
	 * Replace all connections, as happens when each has reached its age.
	 */
	void renew() {
		HikariPoolMXBean connections = this.pool.getHikariPoolMXBean();
		if (connections != null) {
			connections.softEvictConnections();
		}
	}

}
