package io.resiliencestarter.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;

import io.resiliencestarter.pool.CalledService;
import io.resiliencestarter.pool.CallsWhileHolding;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Looks whether a caller of a service holds a connection.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class HeldCallBenchmark {

	/**
	 * Who calls.
	 */
	@Param
	public HeldCallVariant variant;

	private DryPool pool;

	private @Nullable CalledService service;

	/**
	 * Let others use the pool.
	 */
	@Setup
	public void open() {
		int size = this.variant.poolSize();
		this.pool = DryPool.open(size, "resilience.db.pool-size=" + size, "resilience.db.max-overflow=0");
		this.pool.hold(this.variant.isHolding() ? size - 1 : size);
		this.service = (this.variant != HeldCallVariant.UNCHECKED)
				? this.pool.context().getBean(CallsWhileHolding.class).service("payment") : null;
	}

	/**
	 * Close the pool.
	 */
	@TearDown
	public void close() {
		this.pool.close();
	}

	/**
	 * Be about to call a service.
	 * @param caller the caller
	 * @return the caller
	 */
	@Benchmark
	public Caller call(Caller caller) {
		if (this.service != null) {
			this.service.called();
		}
		return caller;
	}

	DryPool pool() {
		return this.pool;
	}

	/**
	 * A thread that calls.
	 */
	@State(Scope.Thread)
	public static class Caller {

		private @Nullable Connection connection;

		/**
		 * Borrow a connection, if the variant says so.
		 * @param benchmark the benchmark
		 * @throws SQLException not expected
		 */
		@Setup
		public void borrow(HeldCallBenchmark benchmark) throws SQLException {
			this.connection = benchmark.variant.isHolding() ? benchmark.pool.dataSource().getConnection() : null;
		}

		/**
		 * Give it back.
		 * @throws SQLException not expected
		 */
		@TearDown
		public void giveBack() throws SQLException {
			if (this.connection != null) {
				this.connection.close();
			}
		}

	}

}
