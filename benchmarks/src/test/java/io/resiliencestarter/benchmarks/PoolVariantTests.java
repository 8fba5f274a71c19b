package io.resiliencestarter.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolVariant}.
 */
class PoolVariantTests {

	@ParameterizedTest
	@EnumSource
	void lendsEachOfItsConnections(PoolVariant variant) throws SQLException, IOException {
		try (OpenPool pool = variant.open()) {
			Set<Connection> physical = new HashSet<>();
			borrow(pool, PoolVariant.SIZE, physical);
			assertThat(physical).hasSize(PoolVariant.SIZE).hasOnlyElementsOfType(StubConnection.class);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "HIKARI", "HIKARI_BOOT", "OURS", "OURS_BOOT", "OURS_WITHOUT_SITES" })
	void measuresWithMicrometerOnlyWhereItSaysSo(PoolVariant variant) throws SQLException, IOException {
		try (OpenPool pool = variant.open()) {
			HikariDataSource hikari = pool.dataSource().unwrap(HikariDataSource.class);
			assertThat(hikari.getMaximumPoolSize()).isEqualTo(PoolVariant.SIZE);
			assertThat(hikari.getMetricsTrackerFactory() != null).isEqualTo(variant.label().contains("(Micrometer)"));
		}
	}

	private static void borrow(OpenPool pool, int count, Set<Connection> physical) throws SQLException {
		try (Connection connection = pool.dataSource().getConnection()) {
			physical.add(connection.unwrap(StubConnection.class));
			if (count > 1) {
				borrow(pool, count - 1, physical);
			}
		}
	}

}
