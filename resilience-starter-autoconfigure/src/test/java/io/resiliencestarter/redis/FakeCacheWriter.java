package io.resiliencestarter.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.cache.CacheStatistics;
import org.springframework.data.redis.cache.CacheStatisticsCollector;
import org.springframework.data.redis.cache.RedisCacheWriter;

/**
 * A writer over a map, which fails when told to.
 */
class FakeCacheWriter implements RedisCacheWriter {

	private final Map<ByteBuffer, byte[]> entries;

	private final CacheStatisticsCollector statistics;

	/** Named as in the writer of Spring Data Redis. */
	@SuppressWarnings("UnusedVariable")
	private final boolean asynchronousWrites;

	final AtomicInteger reads = new AtomicInteger();

	final AtomicInteger puts = new AtomicInteger();

	/** Also those that make up for missed ones, on another thread. */
	final AtomicInteger removals = new AtomicInteger();

	volatile @Nullable RuntimeException failure;

	FakeCacheWriter(boolean asynchronousWrites) {
		this(asynchronousWrites, new ConcurrentHashMap<>(), CacheStatisticsCollector.none());
	}

	private FakeCacheWriter(boolean asynchronousWrites, Map<ByteBuffer, byte[]> entries,
			CacheStatisticsCollector statistics) {
		this.asynchronousWrites = asynchronousWrites;
		this.entries = entries;
		this.statistics = statistics;
	}

	private void call(AtomicInteger calls) {
		calls.incrementAndGet();
		if (this.failure != null) {
			throw this.failure;
		}
	}

	byte @Nullable [] entry(byte[] key) {
		return this.entries.get(ByteBuffer.wrap(key));
	}

	int size() {
		return this.entries.size();
	}

	@Override
	public byte @Nullable [] get(String name, byte[] key) {
		call(this.reads);
		return entry(key);
	}

	@Override
	public boolean supportsAsyncRetrieve() {
		return true;
	}

	@Override
	@SuppressWarnings("NullAway") // a future of nothing is a miss
	public CompletableFuture<byte[]> retrieve(String name, byte[] key, @Nullable Duration ttl) {
		this.reads.incrementAndGet();
		return (this.failure != null) ? CompletableFuture.failedFuture(this.failure)
				: CompletableFuture.completedFuture(entry(key));
	}

	@Override
	public void put(String name, byte[] key, byte[] value, @Nullable Duration ttl) {
		call(this.puts);
		this.entries.put(ByteBuffer.wrap(key), value);
	}

	@Override
	public CompletableFuture<Void> store(String name, byte[] key, byte[] value, @Nullable Duration ttl) {
		return CompletableFuture.runAsync(() -> put(name, key, value, ttl));
	}

	@Override
	public byte @Nullable [] putIfAbsent(String name, byte[] key, byte[] value, @Nullable Duration ttl) {
		call(this.puts);
		return this.entries.putIfAbsent(ByteBuffer.wrap(key), value);
	}

	@Override
	public void evict(String name, byte[] key) {
		if (!this.asynchronousWrites) {
			evictIfPresent(name, key);
		}
	}

	@Override
	public boolean evictIfPresent(String name, byte[] key) {
		call(this.removals);
		return this.entries.remove(ByteBuffer.wrap(key)) != null;
	}

	@Override
	public void clear(String name, byte[] pattern) {
		if (!this.asynchronousWrites) {
			invalidate(name, pattern);
		}
	}

	@Override
	public boolean invalidate(String name, byte[] pattern) {
		call(this.removals);
		this.entries.clear();
		return true;
	}

	@Override
	public void clearStatistics(String name) {
		this.statistics.reset(name);
	}

	@Override
	public CacheStatistics getCacheStatistics(String cacheName) {
		return this.statistics.getCacheStatistics(cacheName);
	}

	@Override
	public RedisCacheWriter withStatisticsCollector(CacheStatisticsCollector collector) {
		FakeCacheWriter copy = new FakeCacheWriter(this.asynchronousWrites, this.entries, collector);
		copy.failure = this.failure;
		return copy;
	}

}
