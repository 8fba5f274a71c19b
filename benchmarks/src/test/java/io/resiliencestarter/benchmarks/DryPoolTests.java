package io.resiliencestarter.benchmarks;

import java.sql.SQLException;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.resiliencestarter.pool.CallsWhileHolding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link DryPool}, {@link PressureVariant} and {@link HeldCallBenchmark}.
 */
class DryPoolTests {

	@Test
	void isAtRestUnlessThreadsUseIt() {
		try (DryPool pool = PressureVariant.AT_REST.open()) {
			assertThat(((HikariDataSource) pool.dataSource()).isRunning()).isFalse();
		}
	}

	@Test
	void isHeldWhollyUnderPressure() {
		try (DryPool pool = PressureVariant.DRY.open()) {
			HikariPoolMXBean connections = ((HikariDataSource) pool.dataSource()).getHikariPoolMXBean();
			assertThat(connections.getActiveConnections()).isEqualTo(PressureVariant.SIZE);
			await().until(() -> connections.getThreadsAwaitingConnection() == 50);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "FREE", "HOLDING" })
	void onlyWhoHoldsAConnectionIsCounted(HeldCallVariant variant) throws SQLException {
		HeldCallBenchmark benchmark = new HeldCallBenchmark();
		benchmark.variant = variant;
		benchmark.open();
		HeldCallBenchmark.Caller caller = new HeldCallBenchmark.Caller();
		caller.borrow(benchmark);
		benchmark.call(caller);
		assertThat(benchmark.pool().context().getBean(CallsWhileHolding.class).service("payment").calls())
			.isEqualTo(variant.isHolding() ? 1 : 0);
		caller.giveBack();
		benchmark.close();
	}

}
