package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import com.example.shop.ShopApplication;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.resiliencestarter.TestApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.SimpleCacheErrorHandler;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Cached methods of an application whose Redis goes away and comes back with its entries.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class RedisCacheIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static RedisServer server;

	private static RedisClient observer;

	private static TestApplication application;

	private static Prices prices;

	@BeforeAll
	static void start() {
		server = RedisServer.start("--appendonly", "yes");
		observer = RedisClient.create(RedisURI.create(server.address().host(), server.address().port()));
		application = TestApplication.start(CachingApplication.class, server.address().properties(),
				"resilience.redis.socket-timeout=1s", "resilience.redis.connect-timeout=1s",
				"resilience.redis.retry-on-timeout=false");
		prices = application.bean(Prices.class);
	}

	@AfterAll
	static void stop() {
		application.close();
		observer.shutdown();
		server.close();
	}

	@Test
	void methodsRunWithoutCacheWhileRedisIsDown(CapturedOutput output) {
		prices.cost(1);
		assertThat(prices.price("down")).isEqualTo(1);
		server.kill();
		prices.cost(2);
		assertThat(prices.price("down")).isEqualTo(2);
		assertThat(prices.synchronizedPrice("down")).isEqualTo(2);
		assertThat(prices.futurePrice("down").join()).isEqualTo(2);
		assertThat(prices.reactivePrice("down").block()).isEqualTo(2);
		prices.change("down", 3);
		prices.forget("other");
		server.restart();
		awaitEnd(output);
		assertThat(output.toString().lines().filter((line) -> line.contains("run without the cache"))).hasSize(1);
		assertInUse("down");
	}

	@Test
	void whatChangesMeanwhileIsNotServedAfterwards(CapturedOutput output) {
		prices.cost(1);
		List.of("forgotten", "changed", "kept").forEach(prices::price);
		server.kill();
		prices.cost(2);
		prices.forget("forgotten");
		prices.change("changed", 2);
		server.restart();
		assertThat(prices.price("forgotten")).isEqualTo(2);
		assertThat(prices.synchronizedPrice("changed")).isEqualTo(2);
		assertThat(prices.futurePrice("changed").join()).isEqualTo(2);
		assertInUse("forgotten");
		assertInUse("changed");
		assertThat(prices.price("kept")).isEqualTo(1);
		awaitEnd(output);
	}

	@Test
	void nothingIsServedAfterMissedClear(CapturedOutput output) {
		prices.cost(1);
		prices.price("cleared");
		prices.price("removed");
		server.kill();
		prices.cost(2);
		prices.forgetAll();
		server.restart();
		assertThat(prices.price("cleared")).isEqualTo(2);
		await().untilAsserted(() -> assertThat(redis().exists("prices::removed")).isZero());
		assertInUse("cleared");
		awaitEnd(output);
	}

	@Test
	void methodWaitsOnceForRedisThatHangs(CapturedOutput output) {
		prices.cost(1);
		prices.price("primed");
		server.suspend();
		long start = System.nanoTime();
		try {
			assertThat(prices.price("hanging")).isEqualTo(1);
		}
		finally {
			server.resume();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(9).dividedBy(5));
		assertInUse("hanging");
		awaitEnd(output);
	}

	@Test
	void whatRedisRefusesReachesTheErrorHandlerOfTheUser() {
		redis().lpush("prices::list", "element");
		assertThatException().isThrownBy(() -> prices.price("list")).withStackTraceContaining("WRONGTYPE");
		assertThat(application.bean(SeenErrors.class).errors).hasSize(1);
	}

	private static void awaitEnd(CapturedOutput output) {
		await().untilAsserted(() -> {
			prices.price("probe");
			assertThat(output).contains("The cache in Redis is in use again");
		});
	}

	private static void assertInUse(String item) {
		await().untilAsserted(() -> {
			prices.price(item);
			int runs = prices.runs();
			prices.price(item);
			assertThat(prices.runs()).isEqualTo(runs);
		});
	}

	private static RedisCommands<String, String> redis() {
		return observer.connect().sync();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@Import({ ShopApplication.class, Prices.class, SeenErrors.class })
	static class CachingApplication {

	}

	static class Prices {

		private final AtomicInteger runs = new AtomicInteger();

		private volatile int current;

		void cost(int price) {
			this.current = price;
		}

		int runs() {
			return this.runs.get();
		}

		@Cacheable("prices")
		int price(String item) {
			this.runs.incrementAndGet();
			return this.current;
		}

		@Cacheable(cacheNames = "prices", sync = true)
		int synchronizedPrice(String item) {
			return this.current;
		}

		@Cacheable("prices")
		CompletableFuture<Integer> futurePrice(String item) {
			return CompletableFuture.completedFuture(this.current);
		}

		@Cacheable("prices")
		Mono<Integer> reactivePrice(String item) {
			return Mono.fromSupplier(() -> this.current);
		}

		@CachePut(cacheNames = "prices", key = "#item")
		int change(String item, int price) {
			return price;
		}

		@CacheEvict("prices")
		void forget(String item) {
		}

		@CacheEvict(cacheNames = "prices", allEntries = true)
		void forgetAll() {
		}

	}

	static class SeenErrors implements CachingConfigurer {

		final Queue<RuntimeException> errors = new ConcurrentLinkedQueue<>();

		@Override
		public CacheErrorHandler errorHandler() {
			return new SimpleCacheErrorHandler() {

				@Override
				public void handleCacheGetError(RuntimeException exception, Cache cache, Object key) {
					SeenErrors.this.errors.add(exception);
					super.handleCacheGetError(exception, cache, key);
				}

			};
		}

	}

}
