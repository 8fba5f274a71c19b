package com.example.shop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

/**
 * All the mistakes that an application can make with its connections.
 */
public final class Orders {

	private final DataSource dataSource;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final TransactionTemplate audit;

	private final Queue<Connection> lost = new ConcurrentLinkedQueue<>();

	private final AtomicInteger exports = new AtomicInteger();

	private volatile @Nullable Connection kept;

	/**
	 * Create the service.
	 * @param dataSource its database
	 */
	public Orders(DataSource dataSource) {
		this.dataSource = dataSource;
		this.jdbc = new JdbcTemplate(dataSource);
		DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
		this.transaction = new TransactionTemplate(transactions);
		this.audit = new TransactionTemplate(transactions);
		this.audit.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
	}

	/**
	 * Create the tables.
	 */
	public void createTables() {
		this.jdbc.execute("CREATE TABLE IF NOT EXISTS orders (id int PRIMARY KEY, state text)");
		this.jdbc.execute("INSERT INTO orders VALUES (1, 'new') ON CONFLICT DO NOTHING");
	}

	/**
	 * Does what is right.
	 */
	public void list() {
		this.jdbc.execute("SELECT pg_sleep(0.005)");
	}

	/**
	 * Loses its connection when the statement fails.
	 * @throws SQLException always
	 */
	public void importBroken() throws SQLException {
		Connection connection = this.dataSource.getConnection();
		this.lost.add(connection);
		try (Statement statement = connection.createStatement()) {
			statement.execute("SELECT broken");
		}
		connection.close();
	}

	/**
	 * Loses each hundredth connection.
	 * @throws SQLException if the database fails
	 */
	public void exportSometimesLost() throws SQLException {
		Connection connection = this.dataSource.getConnection();
		if (this.exports.incrementAndGet() % 100 == 0) {
			this.lost.add(connection);
			return;
		}
		try (connection; Statement statement = connection.createStatement()) {
			statement.execute("SELECT 1");
		}
	}

	/**
	 * Keeps its connection.
	 * @throws SQLException if there is none
	 */
	public void keep() throws SQLException {
		Connection connection = this.dataSource.getConnection();
		this.lost.add(connection);
		this.kept = connection;
	}

	/**
	 * Returns whether a connection was kept.
	 * @return whether it was
	 */
	public boolean hasKept() {
		return this.kept != null;
	}

	/**
	 * Give back what was lost.
	 * @throws SQLException if that fails
	 */
	public void giveBack() throws SQLException {
		this.kept = null;
		for (Connection connection = this.lost.poll(); connection != null; connection = this.lost.poll()) {
			connection.close();
		}
	}

	/**
	 * Calls a server inside a transaction.
	 * @param url the server
	 */
	public void payInTransaction(URI url) {
		this.transaction.executeWithoutResult((status) -> {
			this.jdbc.execute("SELECT 1");
			callPaymentProvider(url);
		});
	}

	private static void callPaymentProvider(URI url) {
		try {
			HttpClient.newHttpClient().send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			// the next one may succeed
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Calls the payment service inside a transaction.
	 * @param client a client of the service
	 */
	public void payInTransaction(RestClient client) {
		this.transaction.executeWithoutResult((status) -> {
			this.jdbc.execute("SELECT 1");
			pay(client);
		});
	}

	/**
	 * Calls the payment service.
	 * @param client a client of the service
	 */
	public void pay(RestClient client) {
		client.post().uri("/payments").retrieve().toBodilessEntity();
	}

	/**
	 * Counts an order in Redis inside a transaction.
	 * @param redis the counters
	 */
	public void countInTransaction(StringRedisTemplate redis) {
		this.transaction.executeWithoutResult((status) -> {
			this.jdbc.execute("SELECT 1");
			redis.opsForValue().increment("orders");
		});
	}

	/**
	 * Reads from a socket while it holds a connection.
	 * @param port the server, on this machine
	 * @throws SQLException if there is no connection
	 * @throws IOException if the socket fails
	 */
	public void readSocket(int port) throws SQLException, IOException {
		try (Connection connection = this.dataSource.getConnection();
				Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.getInputStream().read();
			connection.isValid(1);
		}
	}

	/**
	 * Computes inside a transaction.
	 */
	public void computeInTransaction() {
		this.transaction.executeWithoutResult((status) -> {
			this.jdbc.execute("SELECT 1");
			compute();
		});
	}

	private static void compute() {
		long end = System.nanoTime() + 1_500_000_000L;
		double sum = 0;
		while (System.nanoTime() - end < 0) {
			sum += Math.sin(sum + 1);
		}
		if (Double.isNaN(sum)) {
			throw new IllegalStateException();
		}
	}

	/**
	 * Runs a slow statement.
	 */
	public void report() {
		this.jdbc.execute("SELECT pg_sleep(1.5)");
	}

	/**
	 * Runs a short statement.
	 */
	public void quick() {
		this.jdbc.execute("SELECT pg_sleep(0.038)");
	}

	/**
	 * Changes a row that somebody else may have locked.
	 */
	public void ship() {
		this.jdbc.execute("UPDATE orders SET state = 'shipped' WHERE id = 1");
	}

	/**
	 * Changes a row and keeps it locked.
	 * @param locked counted down once it is locked
	 * @param end when to go on
	 */
	public void shipAndWait(CountDownLatch locked, CountDownLatch end) {
		this.transaction.executeWithoutResult((status) -> {
			ship();
			locked.countDown();
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	/**
	 * Writes the audit log in a transaction of its own, inside of another one.
	 */
	public void orderWithAudit() {
		this.transaction.executeWithoutResult((outer) -> {
			this.jdbc.execute("SELECT pg_sleep(0.05)");
			this.audit.executeWithoutResult((inner) -> this.jdbc.execute("SELECT 1"));
		});
	}

}
