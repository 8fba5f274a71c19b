package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.resiliencestarter.pool.Activity;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.HolderSample;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolSample;
import io.resiliencestarter.pool.PoolStatus;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an imaginary pool of ten connections, two in a second.
 */
final class Looks {

	static final Instant START = Instant.parse("2026-03-01T02:00:00Z");

	static final int SIZE = 10;

	private final List<HolderSample> holders = new ArrayList<>();

	private int total = SIZE;

	private int waiting;

	private int threads;

	private int depth = 1;

	private Duration longestWait = Duration.ZERO;

	private long acquired;

	private long timeouts;

	private long rejected;

	private Creation creation = Creation.QUIET;

	private @Nullable ServerView server;

	private Instant now = START;

	/**
	 * Let connections be held.
	 * @param count how many
	 * @param doing what their holders do
	 * @param millis how long they have been held at the most
	 * @param method the application's method in which they are
	 * @return this
	 */
	Looks hold(int count, Activity doing, long millis, String method) {
		for (int i = 0; i < count; i++) {
			StackTraceElement site = new StackTraceElement("com.example.Shop", method, "Shop.java", 42);
			Holder holder = new Holder("http-" + this.holders.size(), false,
					Duration.ofMillis(millis * (i + 1) / count), site, doing, site, List.of(site), null);
			hold(holder);
		}
		return this;
	}

	/**
	 * Let a connection be held.
	 * @param holder who holds it
	 * @return this
	 */
	Looks hold(Holder holder) {
		this.holders.add(new HolderSample(holder, holder.doing() == Activity.WAITING_FOR_CONNECTION));
		return this;
	}

	Looks release() {
		this.holders.clear();
		return this;
	}

	Looks total(int total) {
		this.total = total;
		return this;
	}

	Looks queue(int waiting, long millis) {
		this.waiting = waiting;
		this.longestWait = Duration.ofMillis(millis);
		return this;
	}

	Looks nested(int threads, int depth) {
		this.threads = threads;
		this.depth = depth;
		return this;
	}

	Looks acquire(int count) {
		this.acquired += count;
		return this;
	}

	Looks timeOut(int count) {
		this.timeouts += count;
		return this;
	}

	Looks reject(int count) {
		this.rejected += count;
		return this;
	}

	Looks create(Creation creation) {
		this.creation = creation;
		return this;
	}

	Looks server(@Nullable ServerView server) {
		this.server = server;
		return this;
	}

	Looks later(long millis) {
		this.now = this.now.plusMillis(millis);
		return this;
	}

	PoolSample sample() {
		return new PoolSample(this.holders, this.waiting, this.longestWait, this.threads, this.depth);
	}

	Vitals vitals() {
		int active = this.holders.size();
		PoolStatus status = (active >= SIZE) ? PoolStatus.CRITICAL
				: (active >= SIZE * 7 / 10) ? PoolStatus.WARNING : PoolStatus.HEALTHY;
		return new Vitals(this.now, status,
				new PoolConnections(SIZE, 5, this.total, active, this.total - active, this.waiting), this.longestWait,
				this.acquired, this.timeouts, this.rejected, this.creation, this.server);
	}

	/**
	 * Look several times in a row.
	 * @param count how often
	 * @param perLook how many connections are borrowed between two looks
	 * @return the looks
	 */
	List<Observation> window(int count, int perLook) {
		List<Observation> window = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			later(500).acquire(perLook);
			window.add(Observation.of(vitals(), sample(), null));
		}
		return window;
	}

}
