package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import static org.awaitility.Awaitility.await;

/**
 * Callers who borrow, run a short statement and give back, over and over.
 */
final class PoolLoad implements AutoCloseable {

	private final DataSource dataSource;

	private final ExecutorService callers;

	private final AtomicLong served = new AtomicLong();

	private final Queue<SQLException> failures = new ConcurrentLinkedQueue<>();

	private volatile boolean stopped;

	PoolLoad(DataSource dataSource, int callers) {
		this.dataSource = dataSource;
		this.callers = Executors.newFixedThreadPool(callers);
		for (int i = 0; i < callers; i++) {
			this.callers.execute(this::call);
		}
	}

	private void call() {
		while (!this.stopped) {
			try (Connection connection = this.dataSource.getConnection();
					Statement statement = connection.createStatement()) {
				statement.execute("SELECT pg_sleep(0.002)");
				this.served.incrementAndGet();
			}
			catch (SQLException ex) {
				this.failures.add(ex);
			}
		}
	}

	long served() {
		return this.served.get();
	}

	Queue<SQLException> failures() {
		return this.failures;
	}

	@Override
	public void close() {
		this.stopped = true;
		this.callers.shutdown();
		await().atMost(Duration.ofSeconds(30)).until(this.callers::isTerminated);
	}

}
