package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.cache.CacheStatistics;
import org.springframework.data.redis.cache.CacheStatisticsCollector;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * Lets cached methods run without the cache while Redis cannot be reached: reads are
 * misses then, and writes do nothing. No cached method waits for Redis twice, and no
 * entry is served whose removal or change did not reach Redis. Thread-safe.
 * <p>
 * Writes are waited for, also those of a writer that does not: it would tell nobody of a
 * failure, and two writes on pooled connections could overtake each other. Only threads
 * that must not wait do not.
 */
class DegradingCacheWriter implements RedisCacheWriter {

	private static final Log logger = LogFactory.getLog(DegradingCacheWriter.class);

	/** Longer than a command takes, unless nothing bounds it. */
	private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	private final RedisCacheWriter delegate;

	private final Function<RedisCacheWriter, CacheOutage> outages;

	private final CacheOutage outage;

	private final CacheStatisticsCollector statistics;

	private final boolean asynchronous;

	/**
	 * Create a writer.
	 * @param delegate the writer that reaches Redis
	 * @param outages makes the state of a writer
	 */
	DegradingCacheWriter(RedisCacheWriter delegate, Function<RedisCacheWriter, CacheOutage> outages) {
		this(delegate, outages, CacheStatisticsCollector.none());
	}

	private DegradingCacheWriter(RedisCacheWriter delegate, Function<RedisCacheWriter, CacheOutage> outages,
			CacheStatisticsCollector statistics) {
		this.delegate = delegate;
		this.outages = outages;
		this.outage = outages.apply(delegate);
		this.statistics = statistics;
		this.asynchronous = CacheWrites.areAsynchronous(delegate);
	}

	@Override
	public byte @Nullable [] get(String name, byte[] key) {
		return get(name, key, null);
	}

	@Override
	public byte @Nullable [] get(String name, byte[] key, @Nullable Duration ttl) {
		MissedRemovals missed = this.outage.of(name);
		if (missed.covers(key)) {
			countMiss(name);
			return null;
		}
		try {
			byte[] value = this.delegate.get(name, key, ttl);
			wasRead(missed, key);
			return value;
		}
		catch (RuntimeException ex) {
			readFailed(name, ex);
			missed.addUnread(key);
			return null;
		}
	}

	@Override
	public byte[] get(String name, byte[] key, Supplier<byte[]> valueLoader, @Nullable Duration ttl,
			boolean timeToIdleEnabled) {
		MissedRemovals missed = this.outage.of(name);
		if (missed.covers(key)) {
			countMiss(name);
			byte[] value = valueLoader.get();
			put(name, key, value, ttl);
			return value;
		}
		LoadedOnce loader = new LoadedOnce(valueLoader);
		try {
			byte[] value = this.delegate.get(name, key, loader, ttl, timeToIdleEnabled);
			wasRead(missed, key);
			return value;
		}
		catch (RuntimeException ex) {
			return getWithout(name, key, loader, ex);
		}
	}

	private byte[] getWithout(String name, byte[] key, LoadedOnce loader, RuntimeException ex) {
		if (loader.hasFailed()) {
			throw ex;
		}
		if (loader.isLoaded()) {
			writeFailed(this.outage.of(name), key, ex);
		}
		else {
			readFailed(name, ex);
		}
		return loader.get();
	}

	@Override
	public boolean supportsAsyncRetrieve() {
		return this.delegate.supportsAsyncRetrieve();
	}

	@Override
	@SuppressWarnings("NullAway") // a future of nothing is a miss
	public CompletableFuture<byte[]> retrieve(String name, byte[] key, @Nullable Duration ttl) {
		MissedRemovals missed = this.outage.of(name);
		if (missed.covers(key)) {
			countMiss(name);
			return CompletableFuture.completedFuture(null);
		}
		return this.delegate.retrieve(name, key, ttl).handle((value, failure) -> {
			if (failure == null) {
				wasRead(missed, key);
				return value;
			}
			readFailed(name, failure);
			missed.addUnread(key);
			return null;
		});
	}

	private void wasRead(MissedRemovals missed, byte[] key) {
		missed.removeUnread(key);
		this.outage.succeeded();
	}

	private void readFailed(String name, Throwable failure) {
		if (!CacheFailures.isOfConnection(failure)) {
			throw unchecked(failure);
		}
		this.outage.failed(failure);
		countMiss(name);
	}

	/**
	 * The writer below counts only what Redis has answered.
	 */
	private void countMiss(String name) {
		this.outage.readWithout();
		this.statistics.incGets(name);
		this.statistics.incMisses(name);
	}

	@Override
	public void put(String name, byte[] key, byte[] value, @Nullable Duration ttl) {
		MissedRemovals missed = this.outage.of(name);
		if (isSkipped(missed, key)) {
			return;
		}
		if (this.asynchronous) {
			waitFor(this.delegate.store(name, key, value, ttl)
				.handle((done, failure) -> stored(missed, key, failure))
				.exceptionally(this::ignore));
		}
		else {
			write(missed, key, () -> {
				this.delegate.put(name, key, value, ttl);
				return null;
			});
		}
	}

	@Override
	public CompletableFuture<Void> store(String name, byte[] key, byte[] value, @Nullable Duration ttl) {
		MissedRemovals missed = this.outage.of(name);
		if (isSkipped(missed, key)) {
			return CompletableFuture.completedFuture(null);
		}
		return this.delegate.store(name, key, value, ttl).handle((done, failure) -> stored(missed, key, failure));
	}

	@Override
	public byte @Nullable [] putIfAbsent(String name, byte[] key, byte[] value, @Nullable Duration ttl) {
		MissedRemovals missed = this.outage.of(name);
		if (missed.covers(key)) {
			put(name, key, value, ttl);
			return null;
		}
		return isSkipped(missed, key) ? null
				: write(missed, key, () -> this.delegate.putIfAbsent(name, key, value, ttl));
	}

	/**
	 * Nobody should wait again after a read that has failed. What Redis has is not known
	 * to be stale, but could be: the value may be a new one.
	 */
	private boolean isSkipped(MissedRemovals missed, byte[] key) {
		if (!missed.isUnread(key) || !missed.addKey(key)) {
			return false;
		}
		this.outage.wroteWithout();
		this.outage.repairSoon();
		return true;
	}

	private <T extends @Nullable Object> @Nullable T write(MissedRemovals missed, byte[] key, Supplier<T> write) {
		try {
			T result = write.get();
			this.outage.succeeded();
			return result;
		}
		catch (RuntimeException ex) {
			writeFailed(missed, key, ex);
			return null;
		}
	}

	@SuppressWarnings("NullAway") // the only value of its type
	private Void stored(MissedRemovals missed, byte[] key, @Nullable Throwable failure) {
		if (failure == null) {
			this.outage.succeeded();
		}
		else {
			writeFailed(missed, key, failure);
		}
		return null;
	}

	/**
	 * Nobody knows whether a write that failed was carried out, or will be.
	 */
	private void writeFailed(MissedRemovals missed, byte[] key, Throwable failure) {
		removalFailed(failure, () -> missed.addKey(key));
		this.outage.wroteWithout();
	}

	@Override
	public void evict(String name, byte[] key) {
		remove(name, (missed) -> missed.addKey(key), () -> {
			if (this.asynchronous) {
				this.delegate.evictIfPresent(name, key);
			}
			else {
				this.delegate.evict(name, key);
			}
		});
	}

	@Override
	public boolean evictIfPresent(String name, byte[] key) {
		MissedRemovals missed = this.outage.of(name);
		return remove(() -> missed.addKey(key), () -> this.delegate.evictIfPresent(name, key));
	}

	@Override
	public void clear(String name, byte[] pattern) {
		remove(name, (missed) -> missed.addPattern(pattern), () -> {
			if (this.asynchronous) {
				this.delegate.invalidate(name, pattern);
			}
			else {
				this.delegate.clear(name, pattern);
			}
		});
	}

	@Override
	public boolean invalidate(String name, byte[] pattern) {
		MissedRemovals missed = this.outage.of(name);
		return remove(() -> missed.addPattern(pattern), () -> this.delegate.invalidate(name, pattern));
	}

	private void remove(String name, Function<MissedRemovals, Boolean> remember, Runnable removal) {
		MissedRemovals missed = this.outage.of(name);
		if (this.asynchronous && EventLoops.isCurrentThread() && remember.apply(missed)) {
			this.outage.repairSoon();
			return;
		}
		try {
			remove(() -> remember.apply(missed), () -> {
				removal.run();
				return true;
			});
		}
		catch (RuntimeException ex) {
			if (!this.asynchronous) {
				throw ex;
			}
			ignore(ex);
		}
	}

	private boolean remove(BooleanSupplier remember, BooleanSupplier removal) {
		try {
			boolean removed = removal.getAsBoolean();
			this.outage.succeeded();
			return removed;
		}
		catch (RuntimeException ex) {
			removalFailed(ex, remember);
			return false;
		}
	}

	private void removalFailed(Throwable failure, BooleanSupplier remember) {
		if (!CacheFailures.isOfConnection(failure) || !remember.getAsBoolean()) {
			throw unchecked(failure);
		}
		this.outage.failed(failure);
		this.outage.repairSoon();
	}

	private static RuntimeException unchecked(Throwable failure) {
		return (failure instanceof RuntimeException unchecked) ? unchecked : new CompletionException(failure);
	}

	/**
	 * Nobody hears of such a failure without us either. A failure of the connection gets
	 * here if it could not be remembered.
	 */
	@SuppressWarnings("NullAway") // the only value of its type
	private Void ignore(Throwable failure) {
		if (CacheFailures.isOfConnection(failure)) {
			throw unchecked(failure);
		}
		logger.debug("The cache was not written", failure);
		return null;
	}

	private static void waitFor(CompletableFuture<Void> written) {
		if (EventLoops.isCurrentThread()) {
			return;
		}
		try {
			written.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw unchecked((ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (TimeoutException ex) {
			logger.debug("Nobody waits any longer for a write to the cache", ex);
		}
	}

	@Override
	public CacheStatistics getCacheStatistics(String cacheName) {
		return this.delegate.getCacheStatistics(cacheName);
	}

	@Override
	public void clearStatistics(String name) {
		this.delegate.clearStatistics(name);
	}

	@Override
	@SuppressWarnings("NullAway") // as it is declared
	public <T extends @Nullable Object> T execute(Function<RedisConnection, T> callback) {
		return this.delegate.execute(callback);
	}

	@Override
	public RedisCacheWriter withStatisticsCollector(CacheStatisticsCollector collector) {
		return new DegradingCacheWriter(this.delegate.withStatisticsCollector(collector), this.outages, collector);
	}

}
