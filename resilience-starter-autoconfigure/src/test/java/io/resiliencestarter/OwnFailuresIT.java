package io.resiliencestarter;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import javax.sql.DataSource;

import com.example.shop.ShopApplication;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.noop.NoopCounter;
import io.micrometer.core.instrument.noop.NoopTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resiliencestarter.breaker.BreakerTransitionEvent;
import io.resiliencestarter.http.FaultyServer;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.StubPool;
import io.resiliencestarter.support.PoolStatusChangedEvent;
import io.resiliencestarter.support.ResilienceTicker;
import io.resiliencestarter.testing.TestServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the starter does beside the calls of the application fails in every way: no call
 * fails or takes longer for that.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnFailuresIT {

	private static final Duration QUICK = Duration.ofSeconds(1);

	@Test
	void noCallFailsOrWaits(CapturedOutput output) {
		try (FaultyServer server = new FaultyServer(); TestApplication application = start(server)) {
			JdbcTemplate jdbc = application.bean(JdbcTemplate.class);
			StringRedisTemplate redis = application.bean(StringRedisTemplate.class);
			RestClient shop = application.bean(HostileApplication.class).shop;
			jdbc.execute("SELECT 1");
			redis.opsForValue().set("own", "failures");
			for (int i = 0; i < 100; i++) {
				assertThat(quick(() -> jdbc.queryForObject("SELECT 1", Integer.class))).isEqualTo(1);
				assertThat(quick(() -> redis.opsForValue().get("own"))).isEqualTo("failures");
				assertThat(quick(() -> shop.get().retrieve().body(String.class))).isNotEmpty();
			}
			JsonNode breakers = application.get("/actuator/breakers");
			assertThat(breakers.at("/breakers/shop/calls/successful").asInt()).isEqualTo(100);
			assertThat(output.getOut().lines().filter((line) -> line.contains("A call could not be measured")))
				.as("once for each breaker")
				.hasSize(3);
			await().untilAsserted(() -> assertThat(
					output.getOut().lines().filter((line) -> line.contains("A pool could not be looked at")))
				.hasSize(1));
			assertThat(application.get("/actuator/db-pool/dataSource").at("/acquire/count").asInt())
				.isGreaterThanOrEqualTo(100);
		}
		assertThat(output).as("the application ends as it should").doesNotContain("Failed to stop");
	}

	@Test
	void listenerThatHangsOrFailsHoldsUpNeitherCallsNorTheLookAtPools(CapturedOutput output) {
		FaultyServer server = new FaultyServer();
		try (server; TestApplication application = start(server)) {
			HostileApplication hostile = application.bean(HostileApplication.class);
			RestClient shop = hostile.shop;
			server.answer(FaultyServer.Answer.ERROR);
			for (int i = 0; i < 5; i++) {
				quick(() -> outcome(() -> shop.get().retrieve().body(String.class)));
			}
			assertThat(quick(() -> outcome(() -> shop.get().retrieve().body(String.class))))
				.isInstanceOf(CallNotPermittedException.class);
			await().until(() -> hostile.events.get() == 1);
			assertThat(application.get("/actuator/breakers").at("/breakers/shop/state").asString()).isEqualTo("open");
			try (Connection all = application.bean(DataSource.class).getConnection()) {
				assertThat(all.getAutoCommit()).isTrue();
				await().untilAsserted(() -> assertThat(output).contains("Pool 'dataSource' is critical"));
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
			hostile.released.countDown();
			await().until(() -> hostile.events.get() >= 2);
			await().untilAsserted(() -> assertThat(output).contains("A listener to BreakerTransitionEvent failed",
					"A listener to PoolStatusChangedEvent failed"));
		}
	}

	@Test
	void threadsWhoseStackMayNotBeReadAreShownWithoutOne() throws Exception {
		try (FaultyServer server = new FaultyServer(); TestApplication application = start(server)) {
			DataSource dataSource = application.bean(DataSource.class);
			CountDownLatch borrowed = new CountDownLatch(1);
			CountDownLatch ended = new CountDownLatch(1);
			Thread holder = new SecretiveThread(() -> hold(dataSource, borrowed, ended));
			holder.start();
			assertThat(borrowed.await(10, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Throwable> waiter = new CompletableFuture<>();
			new SecretiveThread(() -> waiter.complete(outcome(dataSource::getConnection))).start();
			assertThat(waiter.get(10, TimeUnit.SECONDS)).isInstanceOf(SQLTransientConnectionException.class)
				.hasMessageContaining("(1/1 active")
				.hasMessageContaining("Longest holder: " + holder.getName());
			JsonNode pool = application.get("/actuator/db-pool/dataSource");
			assertThat(pool.at("/holders/0/thread").asString()).isEqualTo(holder.getName());
			assertThat(pool.at("/holders/0/doing").asString()).isEqualTo("external-call");
			assertThat(pool.at("/holders/0/stack")).isEmpty();
			ended.countDown();
			holder.join();
		}
	}

	private static void hold(DataSource dataSource, CountDownLatch borrowed, CountDownLatch ended) {
		try (Connection connection = dataSource.getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			borrowed.countDown();
			ended.await();
		}
		catch (SQLException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Throwable outcome(ThrowingCall call) {
		try {
			return new AssertionError("It succeeded: " + call.call());
		}
		catch (Exception ex) {
			return ex;
		}
	}

	private static <T> T quick(Supplier<T> call) {
		long start = System.nanoTime();
		T result = call.get();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(QUICK);
		return result;
	}

	private static TestApplication start(FaultyServer server) {
		return TestApplication.start(HostileApplication.class, TestServers.postgres().properties(),
				TestServers.redis().properties()[0], TestServers.redis().properties()[1],
				"resilience.services.shop.base-url=" + server.url(), "resilience.db.pool-size=1",
				"resilience.db.max-overflow=0", "resilience.db.pool-timeout=2s");
	}

	/**
	 * A call that may fail.
	 */
	@FunctionalInterface
	private interface ThrowingCall {

		@Nullable Object call() throws Exception;

	}

	/**
	 * A thread that nobody may look at.
	 */
	private static final class SecretiveThread extends Thread {

		SecretiveThread(Runnable task) {
			super(task);
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new SecurityException("getStackTrace");
		}

	}

	/**
	 * An application in which everything goes wrong that the starter does beside calls.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(ShopApplication.class)
	static class HostileApplication {

		private final RestClient shop;

		private final AtomicInteger events = new AtomicInteger();

		private final CountDownLatch released = new CountDownLatch(1);

		HostileApplication(@Qualifier("shop") RestClient shop) {
			this.shop = shop;
		}

		@EventListener({ BreakerTransitionEvent.class, PoolStatusChangedEvent.class })
		void listen() throws InterruptedException {
			this.events.incrementAndGet();
			this.released.await(20, TimeUnit.SECONDS);
			throw new AssertionError("listener");
		}

		@Bean
		static FailingMeterRegistry failingMeterRegistry() {
			return new FailingMeterRegistry();
		}

		@Bean
		static PoolRegistry<StubPool> failingPools(ResilienceTicker ticker) {
			PoolRegistry<StubPool> pools = new PoolRegistry<>();
			pools.add(new FailingPool());
			ticker.watch(pools);
			return pools;
		}

	}

	/**
	 * A pool that cannot be looked at.
	 */
	private static final class FailingPool extends StubPool {

		FailingPool() {
			super("failing");
		}

		@Override
		public PoolConnections connections() {
			throw new OutOfMemoryError("no counts");
		}

	}

	/**
	 * Meters of guarded calls that cannot be written to.
	 */
	static final class FailingMeterRegistry extends SimpleMeterRegistry {

		private static final String CALLS = "resilience4j.circuitbreaker";

		@Override
		protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
			return id.getName().startsWith(CALLS) ? new NoopTimer(id) {

				@Override
				public void record(long amount, TimeUnit unit) {
					throw new NoClassDefFoundError("meter");
				}

			} : super.newTimer(id, config, pauseDetector);
		}

		@Override
		protected Counter newCounter(Meter.Id id) {
			return id.getName().startsWith(CALLS) ? new NoopCounter(id) {

				@Override
				public void increment() {
					throw new IllegalStateException("meter");
				}

			} : super.newCounter(id);
		}

	}

}
