package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import io.resiliencestarter.support.ErrorText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.cache.RedisCacheWriter;

/**
 * What the caches of one writer know while Redis cannot be reached: says when that begins
 * and ends, and makes up for missed removals on a thread of its own, again and again
 * until Redis is back. Thread-safe.
 */
class CacheOutage {

	private static final Log logger = LogFactory.getLog(CacheOutage.class);

	private static final Duration RETRY_AFTER = Duration.ofMillis(500);

	/** Without a failure for so long, an outage is over. */
	private static final Duration QUIET = Duration.ofSeconds(1);

	private final RedisCacheWriter redis;

	private final ScheduledExecutorService executor;

	private final Patterns patterns;

	private final Map<String, MissedRemovals> caches = new ConcurrentHashMap<>();

	private final AtomicBoolean repairing = new AtomicBoolean();

	private final AtomicBoolean degraded = new AtomicBoolean();

	private final LongAdder reads = new LongAdder();

	private final LongAdder writes = new LongAdder();

	private final LongAdder removals = new LongAdder();

	private volatile long start;

	private volatile long lastFailure;

	/**
	 * Create a healthy state.
	 * @param redis removes entries
	 * @param executor where to make up for missed removals
	 * @param patterns know how the keys of a cache look
	 */
	CacheOutage(RedisCacheWriter redis, ScheduledExecutorService executor, Patterns patterns) {
		this.redis = redis;
		this.executor = executor;
		this.patterns = patterns;
	}

	MissedRemovals of(String cache) {
		MissedRemovals missed = this.caches.get(cache);
		return (missed != null) ? missed
				: this.caches.computeIfAbsent(cache, (name) -> new MissedRemovals(name, this.patterns.ofAll(name)));
	}

	/**
	 * A value was not asked for, or not got.
	 */
	void readWithout() {
		this.reads.increment();
	}

	/**
	 * A value was not written.
	 */
	void wroteWithout() {
		this.writes.increment();
	}

	/**
	 * Redis has failed.
	 * @param why how
	 */
	void failed(Throwable why) {
		this.lastFailure = System.nanoTime();
		if (this.degraded.compareAndSet(false, true)) {
			this.start = this.lastFailure;
			logger.warn("Redis fails (" + ErrorText.withType(NestedExceptionUtils.getMostSpecificCause(why))
					+ "): cached methods run without the cache until it is back");
		}
	}

	/**
	 * Redis has answered.
	 */
	void succeeded() {
		if (this.degraded.get() && System.nanoTime() - this.lastFailure > QUIET.toNanos() && nothingIsMissed()
				&& this.degraded.compareAndSet(true, false)) {
			this.caches.values().forEach(MissedRemovals::clearUnread);
			logger.info("The cache in Redis is in use again after %d s. %d reads and %d writes went without it, %d"
				.formatted(Duration.ofNanos(System.nanoTime() - this.start).toSeconds(), this.reads.sumThenReset(),
						this.writes.sumThenReset(), this.removals.sumThenReset())
					+ " removals were made up for");
		}
	}

	private boolean nothingIsMissed() {
		return this.caches.values().stream().allMatch(MissedRemovals::isEmpty);
	}

	/**
	 * Make up for missed removals, as soon as Redis lets us.
	 */
	void repairSoon() {
		if (this.repairing.compareAndSet(false, true)) {
			schedule(Duration.ZERO);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // fails by trying again
	private void schedule(Duration delay) {
		this.executor.schedule(this::repair, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void repair() {
		try {
			for (MissedRemovals missed : this.caches.values()) {
				this.removals.add(missed.makeUpFor(this.redis));
			}
		}
		catch (RuntimeException ex) {
			if (!this.executor.isShutdown()) {
				failed(ex);
				schedule(RETRY_AFTER);
			}
			return;
		}
		this.repairing.set(false);
		if (!nothingIsMissed()) {
			repairSoon();
		}
		succeeded();
	}

	/**
	 * Knows how the keys of a cache look.
	 */
	@FunctionalInterface
	interface Patterns {

		/**
		 * Return the pattern of all keys.
		 * @param cache the name of the cache
		 * @return the pattern, {@code null} if keys do not tell which cache they are of
		 */
		byte @Nullable [] ofAll(String cache);

	}

}
