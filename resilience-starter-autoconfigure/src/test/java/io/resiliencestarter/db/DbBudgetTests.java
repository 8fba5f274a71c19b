package io.resiliencestarter.db;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.budget.Share;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DbBudget}, with limits that are known without a server.
 */
@ExtendWith(OutputCaptureExtension.class)
class DbBudgetTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, ResilienceAutoConfiguration.class,
				DataSourceAutoConfiguration.class));

	private final ApplicationContextRunner twoPools = this.contextRunner.withUserConfiguration(TwoPools.class)
		.withPropertyValues("resilience.db.pools.orders.pool-size=2", "resilience.db.pools.orders.max-overflow=6",
				"resilience.db.pools.reports.pool-size=4", "resilience.db.pools.reports.max-overflow=0");

	@Test
	void poolsAreWithinTheirSharesBeforeTheyStart(CapturedOutput output) {
		this.twoPools
			.withPropertyValues("resilience.budget.mode=static", "resilience.budget.max-connections=20",
					"resilience.budget.replicas=3")
			.run((context) -> {
				assertThat(pool(context, "orders").connections()).isEqualTo(new PoolConnections(4, 2, 0, 0, 0, 0));
				assertThat(pool(context, "reports").connections()).isEqualTo(new PoolConnections(2, 2, 0, 0, 0, 0));
				assertThat(share(context, "orders")).extracting(Share::total, Share::instance, Share::pool)
					.containsExactly(18, 6, 4);
				assertThat(output).contains(
						"the server lets in 20 connections (resilience.budget.max-connections), 2 of them left to others",
						"Pool 'reports': opens at most 2 connections in place of 4, its share of 18 for 3 replicas");
			});
	}

	@Test
	void settingsSayThatTheBudgetMadeThePoolSmaller() {
		this.twoPools
			.withPropertyValues("resilience.budget.mode=static", "resilience.budget.max-connections=20",
					"resilience.budget.replicas=3")
			.run((context) -> {
				DbPool pool = pool(context, "reports");
				assertThat(Objects.requireNonNull(pool.settings().get("maximumPoolSize")).origin()).isEqualTo(
						"resilience.budget, which allows less than 4 from resilience.db.pools.reports.pool-size + resilience.db.pools.reports.max-overflow");
				assertThat(Objects.requireNonNull(pool.settings().get("minimumIdle")).value()).isEqualTo(2);
			});
	}

	@Test
	void shareIsAnUpperBoundAndNoAim() {
		this.twoPools.withPropertyValues("resilience.budget.mode=static", "resilience.budget.max-connections=200")
			.run((context) -> {
				assertThat(pool(context, "orders").connections().max()).isEqualTo(8);
				assertThat(pool(context, "reports").connections().max()).isEqualTo(4);
			});
	}

	@Test
	void operatorCannotLeaveTheShare() {
		this.twoPools
			.withPropertyValues("resilience.budget.mode=static", "resilience.budget.max-connections=20",
					"resilience.budget.replicas=3")
			.run((context) -> {
				DbPool orders = pool(context, "orders");
				assertThatIllegalArgumentException().isThrownBy(() -> orders.actions().perform("resize", 5))
					.withMessage("max must be 4 at most, the pool's share of resilience.budget, it is 5");
				orders.actions().perform("resize", 1);
				context.getBean(DbBudget.class).refresh();
				assertThat(orders.connections().max()).isOne();
				orders.actions().perform("resize", 4);
				assertThat(orders.connections().max()).isEqualTo(4);
			});
	}

	@Test
	void moreRoomMakesThePoolAsLargeAsItWasConfigured() {
		this.contextRunner
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://db/orders", "resilience.budget.mode=static",
					"resilience.budget.reserve=0", "resilience.budget.replicas=2")
			.run((context) -> {
				DbPool pool = pool(context, "dataSource");
				refuse(context, pool, "Max client connections reached, limit: 6");
				assertThat(pool.connections()).isEqualTo(new PoolConnections(3, 3, 0, 0, 0, 0));
				refuse(context, pool, "Max client connections reached, limit: 60");
				assertThat(pool.connections()).isEqualTo(new PoolConnections(15, 5, 0, 0, 0, 0));
			});
	}

	@Test
	void budgetThatIsTooSmallForAllReplicasIsToldAndLeavesOneConnection(CapturedOutput output) {
		this.twoPools.withPropertyValues("resilience.budget.mode=static", "resilience.budget.replicas=9")
			.run((context) -> {
				DbPool orders = pool(context, "orders");
				refuse(context, orders, "max clients are limited to pool_size: 8, max clients reached");
				assertThat(orders.connections().max()).isOne();
				assertThat(output).contains(
						"Pool 'orders': not even one connection for each pool of each of the 9 replicas fits into 7");
			});
	}

	@Test
	void limitThatIsNotKnownIsNotEnforced(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://db/orders", "resilience.budget.mode=static")
			.run((context) -> {
				DbPool pool = pool(context, "dataSource");
				refuse(context, pool, "no more connections allowed (max_client_conn)");
				context.getBean(DbBudget.class).refresh();
				assertThat(pool.connections().max()).isEqualTo(15);
				assertThat(output)
					.containsOnlyOnce("resilience.budget.mode=static has no effect, as the server's limit is not known"
							+ " (how many connections it would accept is not known: a pooler is in between)."
							+ " Set resilience.budget.max-connections");
			});
	}

	@Test
	void withoutABudgetNothingIsEnforcedButTooMuchIsTold(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.datasource.url=jdbc:postgresql://db/orders").run((context) -> {
			DbPool pool = pool(context, "dataSource");
			refuse(context, pool, "max clients are limited to pool_size: 12, max clients reached");
			assertThat(pool.connections().max()).isEqualTo(15);
			assertThat(share(context, "dataSource").replicas()).isZero();
			context.getBean(DbBudget.class).refresh();
			assertThat(output).containsOnlyOnce("0 replicas of this application fit, with at most 15 connections each")
				.containsOnlyOnce("the pools of one replica alone open up to 15 connections, but 12 are let in");
		});
	}

	@Test
	void adviceToRaiseAPoolKnowsItsShare() {
		this.twoPools
			.withPropertyValues("resilience.budget.mode=static", "resilience.budget.max-connections=20",
					"resilience.budget.replicas=3")
			.run((context) -> {
				DbBudget budget = context.getBean(DbBudget.class);
				assertThat(budget.caveat("orders", 5)).isEqualTo(
						", but its share of resilience.budget is 4: raise that limit or run fewer replicas first");
				assertThat(budget.caveat("orders", 4)).isEmpty();
			});
	}

	private static void refuse(ApplicationContext context, DbPool pool, String message) {
		pool.limits().refused(ConnectFailure.of(new SQLException(message, "XX000"), Instant.EPOCH));
		context.getBean(DbBudget.class).refresh();
	}

	private static DbPool pool(ApplicationContext context, String name) {
		return Objects.requireNonNull(context.getBean(DbPools.class).find(name));
	}

	private static Share share(ApplicationContext context, String name) {
		return Objects.requireNonNull(context.getBean(DbBudget.class).share(name));
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoPools {

		@Bean
		DataSource orders() {
			return dataSource("jdbc:postgresql://db/orders");
		}

		@Bean
		DataSource reports() {
			return dataSource("jdbc:postgresql://DB:5432/reports");
		}

		private static DataSource dataSource(String url) {
			HikariDataSource dataSource = new HikariDataSource();
			dataSource.setJdbcUrl(url);
			return dataSource;
		}

	}

}
