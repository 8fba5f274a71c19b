package io.resiliencestarter.benchmarks;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Asks a circuit breaker.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class BreakerBenchmark {

	/**
	 * The breaker.
	 */
	@Param
	public BreakerVariant variant;

	private GuardedCalls calls;

	/**
	 * Create the breakers.
	 */
	@Setup
	public void open() {
		this.calls = this.variant.open();
	}

	/**
	 * Close what the breakers need.
	 */
	@TearDown
	public void close() {
		this.calls.close();
	}

	/**
	 * Make a call that succeeds.
	 */
	@Benchmark
	public void closed() {
		this.calls.succeed();
	}

	/**
	 * Make a call that the open breaker rejects.
	 * @return the rejection
	 */
	@Benchmark
	public @Nullable Exception rejected() {
		try {
			this.calls.beRejected();
			return null;
		}
		catch (Exception ex) {
			return ex;
		}
	}

}
