package io.resiliencestarter.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Makes reactive calls that succeed.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class ReactiveBenchmark {

	/**
	 * Whether they are guarded.
	 */
	@Param
	public ReactiveVariant variant;

	private ReactiveCalls calls;

	/**
	 * Build the client.
	 */
	@Setup
	public void open() {
		this.calls = this.variant.open();
	}

	/**
	 * Close what the client needs.
	 */
	@TearDown
	public void close() {
		this.calls.close();
	}

	/**
	 * Make a call and read the body.
	 * @return the body
	 */
	@Benchmark
	public Object call() {
		return this.calls.call();
	}

}
