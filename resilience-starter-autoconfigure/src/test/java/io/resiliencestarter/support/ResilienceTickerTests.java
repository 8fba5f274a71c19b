package io.resiliencestarter.support;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.CoarseClock;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.SiteCapture;
import io.resiliencestarter.pool.StubPool;
import io.resiliencestarter.pool.TrackerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ResilienceTicker}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ResilienceTickerTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final PoolRegistry<StubPool> pools = new PoolRegistry<>();

	private final TrackerContext context = new TrackerContext(new CoarseClock(System.nanoTime()),
			new SiteCapture(System::nanoTime), new ApplicationFrames(List.of()));

	private final ResilienceTicker ticker = new ResilienceTicker(this.context, new CallsWhileHolding(this.context),
			new PoolEvents((event) -> {
			}), Clock.fixed(NOW, ZoneOffset.UTC));

	@AfterEach
	void stop() {
		this.ticker.stop();
	}

	@Test
	void looksAtThePools() {
		StubPool pool = new StubPool("orders");
		pool.setActive(10);
		this.pools.add(pool);
		this.ticker.watch(this.pools);
		await().untilAsserted(() -> assertThat(pool.snapshot(NOW).criticalSince()).isEqualTo(NOW));
	}

	@ParameterizedTest
	@ValueSource(classes = { IllegalStateException.class, OutOfMemoryError.class, StackOverflowError.class,
			NoClassDefFoundError.class })
	void goesOnAfterAFailureAndLooksAtTheOtherPools(Class<? extends Throwable> failure, CapturedOutput output) {
		FailingPool pool = new FailingPool(failure);
		StubPool other = new StubPool("other");
		other.setActive(10);
		this.pools.add(pool);
		this.pools.add(other);
		AtomicInteger followers = new AtomicInteger();
		this.ticker.afterLooks(() -> {
			followers.incrementAndGet();
			throw new OutOfMemoryError("follower");
		});
		long before = this.context.clock().nanos();
		this.ticker.watch(this.pools);
		await().until(() -> pool.reads.get() >= 2 && followers.get() >= 2);
		assertThat(other.snapshot(NOW).criticalSince()).isEqualTo(NOW);
		assertThat(this.context.clock().nanos()).isGreaterThan(before);
		assertThat(output.getOut().lines().filter((line) -> line.contains("WARN") && line.contains("Ticker")))
			.singleElement()
			.asString()
			.contains("A pool could not be looked at; this is logged once");
	}

	@Test
	void endsItsThread() {
		Set<Thread> before = tickingThreads();
		this.ticker.watch(this.pools);
		await().until(() -> !before.containsAll(tickingThreads()));
		this.ticker.stop();
		assertThat(this.ticker.isRunning()).isFalse();
		await().until(() -> before.containsAll(tickingThreads()));
	}

	@Test
	void hasNoThreadWithoutPools() {
		this.ticker.start();
		assertThat(this.ticker.isRunning()).isFalse();
	}

	private Set<Thread> tickingThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("resilience-tick"))
			.collect(Collectors.toSet());
	}

	private static final class FailingPool extends StubPool {

		private final AtomicInteger reads = new AtomicInteger();

		private final Class<? extends Throwable> failure;

		FailingPool(Class<? extends Throwable> failure) {
			super("failing");
			this.failure = failure;
		}

		@Override
		public PoolConnections connections() {
			this.reads.incrementAndGet();
			ReflectionUtils.rethrowRuntimeException(BeanUtils.instantiateClass(this.failure));
			return super.connections();
		}

	}

}
