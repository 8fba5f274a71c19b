package io.resiliencestarter.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Lets time pass while a pool is under pressure. What the process then computes is what
 * it costs to look at the pool: the threads that use it do nothing.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class PressureBenchmark {

	private static final int MILLIS = 100;

	/**
	 * The pressure.
	 */
	@Param
	public PressureVariant variant;

	private DryPool pool;

	/**
	 * Put the pool under pressure.
	 */
	@Setup
	public void open() {
		this.pool = this.variant.open();
	}

	/**
	 * Take the pressure away.
	 */
	@TearDown
	public void close() {
		this.pool.close();
	}

	/**
	 * Let a tenth of a second pass, each millisecond of which counts as an operation.
	 */
	@Benchmark
	@OperationsPerInvocation(MILLIS)
	public void pass() {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}
