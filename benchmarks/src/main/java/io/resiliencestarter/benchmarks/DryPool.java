package io.resiliencestarter.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The pool of an application whose threads hold connections, or wait for one, and do
 * nothing else; each with a stack as deep as that of a web request.
 *
 * @param context the application
 * @param threads its threads
 * @param end lets them give back what they hold
 */
record DryPool(ConfigurableApplicationContext context, ExecutorService threads,
		CountDownLatch end) implements AutoCloseable {

	private static final int DEPTH = 60;

	/**
	 * Start the application.
	 * @param size the size of its pool
	 * @param properties its properties, as {@code key=value}
	 * @return its pool, all of whose connections are open and idle
	 */
	static DryPool open(int size, String... properties) {
		DryPool pool = new DryPool(Application.start(properties), Executors.newCachedThreadPool(),
				new CountDownLatch(1));
		pool.hikari().setMaximumPoolSize(size);
		return pool;
	}

	DataSource dataSource() {
		return this.context.getBean(DataSource.class);
	}

	private HikariDataSource hikari() {
		return (HikariDataSource) dataSource();
	}

	/**
	 * Let threads take connections.
	 * @param count how many; who finds none waits
	 */
	void hold(int count) {
		CountDownLatch holding = new CountDownLatch(Math.min(count, hikari().getMaximumPoolSize()));
		for (int i = 0; i < count; i++) {
			this.threads.execute(() -> hold(DEPTH, holding));
		}
		await(holding);
	}

	private void hold(int depth, CountDownLatch holding) {
		if (depth > 0) {
			hold(depth - 1, holding);
			return;
		}
		try (Connection connection = dataSource().getConnection()) {
			holding.countDown();
			await(this.end);
			connection.clearWarnings();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.end.countDown();
		this.threads.shutdown();
		try {
			this.threads.awaitTermination(1, TimeUnit.MINUTES);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.context.close();
	}

}
