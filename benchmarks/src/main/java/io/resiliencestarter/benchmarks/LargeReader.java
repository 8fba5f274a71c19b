package io.resiliencestarter.benchmarks;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A thread that reads a large value again and again.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class LargeReader {

	private Thread thread;

	private volatile boolean ended;

	/**
	 * Begin to read.
	 * @param benchmark where from
	 */
	@Setup
	public void start(RedisBenchmark benchmark) {
		this.thread = new Thread(() -> {
			while (!this.ended) {
				benchmark.redis().opsForValue().get(RedisBenchmark.LARGE);
			}
		}, "large-reader");
		this.thread.start();
	}

	/**
	 * Stop reading.
	 * @throws InterruptedException not expected
	 */
	@TearDown
	public void stop() throws InterruptedException {
		this.ended = true;
		this.thread.join();
	}

}
