package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import io.resiliencestarter.pool.PoolSample;
import io.resiliencestarter.pool.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples of a pool no more often than 0.25% of a core pays for, however many
 * threads use it and however deep their stacks are; the virtual machine's own threads
 * spend about as much again on them. The first ones are taken on credit, since those that
 * begin an incident matter most and the code is slow until it is compiled. In between,
 * the last sample stands for what would be seen: it is charged for all of the time until
 * the next one. Used by one thread.
 */
public final class ThriftyView implements PoolView {

	private static final int DIVISOR = 400;

	/** How far ahead of its time a sample can be. */
	private static final long CREDIT = Duration.ofSeconds(20).toNanos();

	/** What is older says nothing any more. */
	private static final long LONGEST_PAUSE = Duration.ofSeconds(5).toNanos();

	private final PoolView view;

	private final LongSupplier nanoTime;

	private final LongSupplier cpuNanos;

	private @Nullable PoolSample last;

	/** When the samples so far are paid off. */
	private long paid;

	/**
	 * Create a view.
	 * @param view takes the samples
	 * @param nanoTime the current time in nanoseconds, from any origin
	 * @param cpuNanos the CPU time that the current thread has used, in nanoseconds; a
	 * constant if that is not known
	 */
	public ThriftyView(PoolView view, LongSupplier nanoTime, LongSupplier cpuNanos) {
		this.view = view;
		this.nanoTime = nanoTime;
		this.cpuNanos = cpuNanos;
	}

	@Override
	public PoolSample sample() {
		PoolSample sample = this.last;
		long now = this.nanoTime.getAsLong();
		long debt = (sample != null) ? Math.max(0, this.paid - now) : 0;
		if (sample == null || debt <= CREDIT) {
			long before = this.cpuNanos.getAsLong();
			sample = this.view.sample();
			long cost = this.cpuNanos.getAsLong() - before;
			this.last = sample;
			this.paid = now + Math.min(debt + cost * DIVISOR, CREDIT + LONGEST_PAUSE);
		}
		return sample;
	}

	@Override
	public List<Waiter> waiters() {
		return this.view.waiters();
	}

}
