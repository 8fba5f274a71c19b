package io.resiliencestarter.redis;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisCommandExecutionException;
import io.netty.util.concurrent.DefaultEventExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.cache.CacheStatistics;
import org.springframework.data.redis.cache.CacheStatisticsCollector;
import org.springframework.data.redis.cache.RedisCacheWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link DegradingCacheWriter}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DegradingCacheWriterTests {

	private static final String CACHE = "orders";

	private static final byte[] KEY = bytes("orders::1");

	private static final byte[] OTHER = bytes("orders::2");

	private static final byte[] OLD = bytes("old");

	private static final byte[] NEW = bytes("new");

	private static final byte[] ALL = bytes("orders::*");

	private final RuntimeException down = new RedisConnectionFailureException("Down");

	private final ScheduledExecutorService repairs = Executors.newSingleThreadScheduledExecutor();

	private final FakeCacheWriter redis = new FakeCacheWriter(false);

	private final RedisCacheWriter cache = degrading(this.redis, ALL);

	@AfterEach
	void endRepairs() {
		this.repairs.shutdownNow();
	}

	@Test
	void servesAndWritesWhileRedisAnswers() {
		assertThat(this.cache.get(CACHE, KEY)).isNull();
		this.cache.put(CACHE, KEY, OLD, null);
		assertThat(this.cache.get(CACHE, KEY)).isEqualTo(OLD);
		assertThat(this.cache.putIfAbsent(CACHE, KEY, NEW, null)).isEqualTo(OLD);
		assertThat(this.cache.evictIfPresent(CACHE, KEY)).isTrue();
		assertThat(this.cache.get(CACHE, KEY, () -> NEW, null, false)).isEqualTo(NEW);
		assertThat(this.cache.invalidate(CACHE, ALL)).isTrue();
		assertThat(this.redis.size()).isZero();
	}

	@Test
	void cachedMethodCallsRedisOnceWhileItFails() {
		this.redis.failure = new QueryTimeoutException("Late");
		assertThat(this.cache.get(CACHE, KEY)).isNull();
		this.cache.put(CACHE, KEY, NEW, null);
		assertThat(this.redis.reads).hasValue(1);
		assertThat(this.redis.puts).hasValue(0);
	}

	@Test
	void synchronizedMethodRunsOnceWhileRedisFails() {
		this.redis.failure = this.down;
		AtomicInteger loads = new AtomicInteger();
		assertThat(this.cache.get(CACHE, KEY, () -> {
			loads.incrementAndGet();
			return NEW;
		}, null, false)).isEqualTo(NEW);
		assertThat(loads).hasValue(1);
		assertThat(this.redis.reads).hasValue(1);
		assertThat(this.redis.puts).hasValue(0);
	}

	@Test
	void synchronizedMethodRunsOnceIfRedisFailsAfterIt() {
		AtomicInteger loads = new AtomicInteger();
		assertThat(this.cache.get(CACHE, KEY, () -> {
			this.redis.failure = this.down;
			loads.incrementAndGet();
			return NEW;
		}, null, false)).isEqualTo(NEW);
		assertThat(loads).hasValue(1);
	}

	@Test
	void failureOfSynchronizedMethodIsItsOwn() {
		assertThatExceptionOfType(RedisConnectionFailureException.class)
			.isThrownBy(() -> this.cache.get(CACHE, KEY, () -> {
				throw this.down;
			}, null, false))
			.isSameAs(this.down);
	}

	@Test
	void asynchronousMethodCallsRedisOnceWhileItFails() {
		this.redis.failure = this.down;
		assertThat(this.cache.retrieve(CACHE, KEY)).isCompletedWithValue(null);
		assertThat(this.cache.store(CACHE, KEY, NEW, null)).isCompleted();
		assertThat(this.redis.reads).hasValue(1);
		assertThat(this.redis.puts).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void entryWhoseRemovalWasMissedIsNotServed(boolean asynchronous) {
		FakeCacheWriter redis = new FakeCacheWriter(asynchronous);
		RedisCacheWriter cache = degrading(redis, ALL);
		cache.put(CACHE, KEY, OLD, null);
		cache.put(CACHE, OTHER, OLD, null);
		redis.failure = this.down;
		cache.evict(CACHE, KEY);
		redis.failure = null;
		assertThat(cache.get(CACHE, KEY)).isNull();
		assertThat(cache.get(CACHE, OTHER)).isEqualTo(OLD);
		await().untilAsserted(() -> assertThat(redis.entry(KEY)).isNull());
		assertThat(redis.entry(OTHER)).isEqualTo(OLD);
		await().untilAsserted(() -> {
			cache.put(CACHE, KEY, NEW, null);
			assertThat(cache.get(CACHE, KEY)).isEqualTo(NEW);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void entryWhoseChangeWasMissedIsNotServed(boolean asynchronous) {
		FakeCacheWriter redis = new FakeCacheWriter(asynchronous);
		RedisCacheWriter cache = degrading(redis, ALL);
		cache.put(CACHE, KEY, OLD, null);
		redis.failure = this.down;
		cache.put(CACHE, KEY, NEW, null);
		redis.failure = null;
		assertThat(cache.get(CACHE, KEY)).isNull();
		assertThat(cache.retrieve(CACHE, KEY)).isCompletedWithValue(null);
		await().untilAsserted(() -> assertThat(redis.entry(KEY)).isNull());
	}

	@Test
	void entryWhoseChangeWasMissedAsItsReadHadFailedIsNotServed() {
		this.cache.put(CACHE, KEY, OLD, null);
		this.redis.failure = this.down;
		this.cache.get(CACHE, KEY);
		this.redis.failure = null;
		this.cache.put(CACHE, KEY, NEW, null);
		assertThat(this.redis.entry(KEY)).isNotEqualTo(NEW);
		assertThat(this.cache.get(CACHE, KEY)).isNull();
		await().untilAsserted(() -> assertThat(this.redis.entry(KEY)).isNull());
	}

	@Test
	void entryIsPutInPlaceOfOneWhoseRemovalWasMissed() {
		this.cache.put(CACHE, KEY, OLD, null);
		this.redis.failure = this.down;
		this.cache.evict(CACHE, KEY);
		assertThat(this.cache.putIfAbsent(CACHE, KEY, NEW, null)).isNull();
		assertThat(this.cache.get(CACHE, KEY, () -> NEW, null, false)).isEqualTo(NEW);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void afterMissedClearNothingIsServed(boolean asynchronous) {
		FakeCacheWriter redis = new FakeCacheWriter(asynchronous);
		RedisCacheWriter cache = degrading(redis, ALL);
		cache.put(CACHE, KEY, OLD, null);
		redis.failure = this.down;
		cache.clear(CACHE, ALL);
		redis.failure = null;
		assertThat(cache.get(CACHE, KEY)).isNull();
		await().untilAsserted(() -> assertThat(redis.size()).isZero());
		await().untilAsserted(() -> {
			cache.put(CACHE, KEY, NEW, null);
			assertThat(cache.get(CACHE, KEY)).isEqualTo(NEW);
		});
	}

	@Test
	void moreMissedRemovalsThanFitClearTheCache() {
		this.cache.put(CACHE, KEY, OLD, null);
		this.redis.failure = this.down;
		for (int i = 0; i <= MissedRemovals.MAX_KEYS; i++) {
			this.cache.evict(CACHE, bytes("orders::removed-" + i));
		}
		this.redis.failure = null;
		assertThat(this.cache.get(CACHE, KEY)).isNull();
		await().untilAsserted(() -> assertThat(this.redis.size()).isZero());
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void moreMissedRemovalsThanFitFailIfTheCacheCannotBeCleared(boolean asynchronous) {
		FakeCacheWriter redis = new FakeCacheWriter(asynchronous);
		RedisCacheWriter cache = degrading(redis, null);
		redis.failure = this.down;
		for (int i = 0; i < MissedRemovals.MAX_KEYS; i++) {
			cache.evict(CACHE, bytes("removed-" + i));
		}
		assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> cache.evict(CACHE, KEY));
		assertThatExceptionOfType(RedisConnectionFailureException.class)
			.isThrownBy(() -> cache.put(CACHE, KEY, NEW, null));
		cache.evict(CACHE, bytes("removed-1"));
	}

	@Test
	void mistakesAreSeen() {
		this.redis.failure = new RedisSystemException("Refused", new RedisCommandExecutionException("WRONGTYPE"));
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.cache.get(CACHE, KEY));
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.cache.put(CACHE, KEY, NEW, null));
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.cache.evict(CACHE, KEY));
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.cache.clear(CACHE, ALL));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.cache.retrieve(CACHE, KEY).join())
			.withCause(this.redis.failure);
		this.redis.failure = null;
		assertThat(this.cache.get(CACHE, KEY)).isNull();
	}

	@Test
	void mistakesOfWritesThatNobodyWaitsForAreNotSeen() {
		FakeCacheWriter redis = new FakeCacheWriter(true);
		RedisCacheWriter cache = degrading(redis, ALL);
		redis.failure = new IllegalStateException("Not writable");
		cache.put(CACHE, KEY, NEW, null);
		cache.evict(CACHE, KEY);
		cache.clear(CACHE, ALL);
		assertThatIllegalStateException().isThrownBy(() -> cache.evictIfPresent(CACHE, KEY));
	}

	@Test
	void eventLoopDoesNotWait() throws Exception {
		FakeCacheWriter redis = new FakeCacheWriter(true);
		RedisCacheWriter cache = degrading(redis, ALL);
		cache.put(CACHE, KEY, OLD, null);
		DefaultEventExecutor eventLoop = new DefaultEventExecutor();
		try {
			eventLoop.submit(() -> {
				redis.failure = new QueryTimeoutException("Nobody may wait for this");
				cache.evict(CACHE, KEY);
				cache.put(CACHE, OTHER, NEW, null);
				redis.failure = null;
			}).get();
		}
		finally {
			eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS).get();
		}
		assertThat(cache.get(CACHE, KEY)).isNull();
		await().untilAsserted(() -> assertThat(redis.entry(KEY)).isNull());
	}

	@Test
	void missesWithoutRedisAreCounted() {
		RedisCacheWriter counting = this.cache.withStatisticsCollector(CacheStatisticsCollector.create());
		counting.get(CACHE, KEY);
		FakeCacheWriter redis = new FakeCacheWriter(false);
		redis.failure = this.down;
		RedisCacheWriter failing = degrading(redis, ALL).withStatisticsCollector(CacheStatisticsCollector.create());
		failing.get(CACHE, KEY);
		failing.get(CACHE, KEY, () -> NEW, null, false);
		CacheStatistics statistics = failing.getCacheStatistics(CACHE);
		assertThat(statistics.getGets()).isEqualTo(2);
		assertThat(statistics.getMisses()).isEqualTo(2);
		failing.clearStatistics(CACHE);
		assertThat(failing.getCacheStatistics(CACHE).getGets()).isZero();
	}

	@Test
	void saysOnceThatItBeginsAndThatItEnds(CapturedOutput output) {
		this.redis.failure = this.down;
		for (int i = 0; i < 5; i++) {
			this.cache.get(CACHE, KEY);
			this.cache.evict(CACHE, KEY);
		}
		this.redis.failure = null;
		await().untilAsserted(() -> {
			this.cache.get(CACHE, OTHER);
			assertThat(output).contains("The cache in Redis is in use again after");
		});
		assertThat(output.toString().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.contains("RedisConnectionFailureException: Down", "run without the cache");
		assertThat(output).contains("5 reads and 0 writes went without it, 1 removals were made up for");
	}

	private RedisCacheWriter degrading(FakeCacheWriter redis, byte @Nullable [] patternOfAll) {
		return new DegradingCacheWriter(redis,
				(delegate) -> new CacheOutage(delegate, this.repairs, (name) -> patternOfAll));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
