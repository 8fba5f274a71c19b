package com.example.orders;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What one can do wrong with a connection. Each is a line or two that someone could have
 * written, and that a review can miss.
 */
@Service
class Mistakes {

	private final DataSource dataSource;

	private final JdbcTemplate jdbc;

	private final OrderRepository orders;

	private final DownstreamClient downstream;

	private final TransactionTemplate transaction;

	private final TransactionTemplate newTransaction;

	/** Nobody would have them; but the mistake has to be undone here. */
	private final Queue<Connection> lost = new ConcurrentLinkedQueue<>();

	Mistakes(DataSource dataSource, JdbcTemplate jdbc, OrderRepository orders, DownstreamClient downstream,
			PlatformTransactionManager transactions) {
		this.dataSource = dataSource;
		this.jdbc = jdbc;
		this.orders = orders;
		this.downstream = downstream;
		this.transaction = new TransactionTemplate(transactions);
		this.newTransaction = new TransactionTemplate(transactions);
		this.newTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
	}

	/**
	 * The connection is closed unless the statement fails, which it does.
	 */
	void importOrders() throws SQLException {
		Connection connection = this.dataSource.getConnection();
		this.lost.add(connection);
		try (Statement statement = connection.createStatement()) {
			statement.execute("INSERT INTO orders (no_such_column) VALUES (1)");
		}
		connection.close();
	}

	void giveBackWhatWasLost() throws SQLException {
		for (Connection connection = this.lost.poll(); connection != null; connection = this.lost.poll()) {
			connection.close();
		}
	}

	/**
	 * The transaction is open while another service takes its time.
	 */
	void exportInTransaction() {
		this.transaction.executeWithoutResult((status) -> {
			List<Order> latest = this.orders.findLatest(1);
			this.downstream.call("export-service", "pdf", latest.toString());
		});
	}

	/**
	 * The transaction is open while the price is computed.
	 */
	void priceInTransaction() {
		this.transaction.executeWithoutResult((status) -> {
			this.orders.findLatest(1);
			computePrice();
		});
	}

	private static void computePrice() {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
		double price = 1;
		while (System.nanoTime() - end < 0) {
			price = Math.sqrt(price + 1);
		}
		if (price > 2) {
			throw new IllegalStateException("Too expensive: " + price);
		}
	}

	/**
	 * A statement without the index that it needs takes about as long.
	 */
	void report() {
		this.jdbc.execute("SELECT pg_sleep(1.5)");
	}

	/**
	 * Keeps the row locked until somebody confirms, which nobody does.
	 */
	void confirmInTransaction(long order) {
		this.transaction.executeWithoutResult((status) -> {
			this.orders.updateStatus(order, OrderStatus.DELIVERED);
			awaitConfirmation();
		});
	}

	private static void awaitConfirmation() {
		try {
			TimeUnit.DAYS.sleep(1);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The log is to be written even if the order fails, so in a transaction of its own,
	 * which needs a second connection.
	 */
	void placeWithAudit() {
		this.transaction.executeWithoutResult((status) -> {
			this.jdbc.execute("SELECT pg_sleep(0.05)");
			writeAudit();
		});
	}

	private void writeAudit() {
		this.newTransaction.executeWithoutResult((status) -> this.orders.findLatest(1));
	}

	/**
	 * Nothing is wrong with this one.
	 */
	void read() {
		this.jdbc.execute("SELECT pg_sleep(0.1)");
	}

}
