package io.resiliencestarter.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Borrows a connection and gives it back.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class PoolBenchmark {

	/**
	 * The pool.
	 */
	@Param
	public PoolVariant variant;

	private OpenPool pool;

	private DataSource dataSource;

	/**
	 * Open the pool.
	 */
	@Setup
	public void open() {
		this.pool = this.variant.open();
		this.dataSource = this.pool.dataSource();
	}

	/**
	 * Close the pool.
	 * @throws IOException not expected
	 */
	@TearDown
	public void close() throws IOException {
		this.pool.close();
	}

	/**
	 * Borrow a connection and give it back.
	 * @return the connection
	 * @throws SQLException not expected
	 */
	@Benchmark
	public Connection borrowAndReturn() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			return connection;
		}
	}

}
