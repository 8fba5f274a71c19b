package io.resiliencestarter.db;

import java.lang.reflect.Method;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resiliencestarter.pool.Hold;
import io.resiliencestarter.pool.PoolTracker;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.testing.Callers;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Which data sources are tracked, and what keeps working around them.
 */
@ExtendWith(OutputCaptureExtension.class)
class DbPoolReplacementTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, ResilienceAutoConfiguration.class,
				DataSourceAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:orders");

	@Test
	void trackedPoolIsStillOneOfHikari() {
		this.contextRunner.run((context) -> {
			DataSource dataSource = context.getBean(DataSource.class);
			assertThat(dataSource).isInstanceOf(TrackedDataSource.class);
			assertThat(dataSource.unwrap(HikariDataSource.class)).isSameAs(dataSource);
			assertThat(context.getBean(HikariDataSource.class)).isSameAs(dataSource);
		});
	}

	@Test
	void closesThePoolWithTheContext() {
		AtomicReference<HikariDataSource> pool = new AtomicReference<>();
		this.contextRunner.run((context) -> {
			pool.set(context.getBean(HikariDataSource.class));
			pool.get().getConnection().close();
		});
		assertThat(pool.get().isClosed()).isTrue();
		assertThat(pool.get().getHikariPoolMXBean().getTotalConnections()).isZero();
	}

	@Test
	void poolThatIsCreatedAnewTakesThePlaceOfTheOldOne() {
		this.contextRunner.run((context) -> {
			HikariDataSource before = context.getBean(HikariDataSource.class);
			before.getConnection().close();
			((DefaultSingletonBeanRegistry) context.getBeanFactory()).destroySingleton("dataSource");
			HikariDataSource after = context.getBean(HikariDataSource.class);
			after.getConnection().close();
			assertThat(before.isClosed()).isTrue();
			assertThat(after).isInstanceOf(TrackedDataSource.class).isNotSameAs(before);
			DbPools pools = context.getBean(DbPools.class);
			assertThat(pools.pools()).hasSize(1);
			assertThat(tracker(pools, "dataSource").usage().acquired()).isOne();
		});
	}

	@Test
	void callersOfAPoolThatJustStartsWaitSideBySide() {
		this.contextRunner
			.withPropertyValues("resilience.db.pool-size=1", "resilience.db.max-overflow=0",
					"resilience.db.pool-timeout=1m")
			.run((context) -> {
				HikariDataSource pool = context.getBean(HikariDataSource.class);
				CountDownLatch end = new CountDownLatch(1);
				try (Callers callers = new Callers()) {
					for (int i = 0; i < 20; i++) {
						callers.once(() -> {
							try (Connection connection = pool.getConnection()) {
								end.await();
								assertThat(connection.isClosed()).isFalse();
							}
						});
					}
					await().until(() -> pool.getHikariPoolMXBean() != null
							&& pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 19);
					end.countDown();
					assertThat(callers.stopAndAwait(Duration.ofSeconds(30))).isTrue();
					assertThat(callers.failures()).isEmpty();
				}
			});
	}

	@Test
	void callersDoNotWaitForTheOneWhoStartsThePool() throws IOException {
		try (SilentServer server = new SilentServer()) {
			this.contextRunner
				.withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:" + server.port() + "/orders",
						"spring.datasource.hikari.initialization-fail-timeout=-1", "resilience.db.connect-timeout=1s",
						"resilience.db.pool-timeout=1m")
				.run((context) -> {
					HikariDataSource pool = context.getBean(HikariDataSource.class);
					try (Callers callers = new Callers()) {
						for (int i = 0; i < 5; i++) {
							callers.once(() -> pool.getConnection().close());
						}
						await().until(() -> pool.getHikariPoolMXBean() != null
								&& pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 5);
					}
				});
		}
	}

	@Test
	void endsItsThreadWithTheContext() {
		this.contextRunner.run((context) -> assertThat(threads()).contains("resilience-tick"));
		await().untilAsserted(() -> assertThat(threads()).doesNotContain("resilience-tick"));
	}

	@Test
	void tracksBehindLazyConnectionFetch() {
		this.contextRunner.withPropertyValues("spring.datasource.connection-fetch=lazy").run((context) -> {
			DataSource dataSource = context.getBean(DataSource.class);
			assertThat(dataSource).isInstanceOf(LazyConnectionDataSourceProxy.class);
			try (Connection connection = dataSource.getConnection()) {
				assertThat(holds(context.getBean(DbPools.class), "dataSource")).isZero();
				connection.createStatement().execute("SELECT 1");
				assertThat(holds(context.getBean(DbPools.class), "dataSource")).isOne();
			}
		});
	}

	@Test
	void metersOfBootMeasureForUsToo() {
		this.contextRunner
			.withConfiguration(
					AutoConfigurations.of(MetricsAutoConfiguration.class, DataSourcePoolMetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.run((context) -> {
				context.getBean(DataSource.class).getConnection().close();
				assertThat(context.getBean(MeterRegistry.class).get("hikaricp.connections.usage").timer().count())
					.isOne();
				PoolTracker<?> tracker = tracker(context.getBean(DbPools.class), "dataSource");
				assertThat(tracker.times().acquire().count()).isOne();
				await().untilAsserted(() -> assertThat(tracker.times().hold().count()).isOne());
				assertThat(tracker.usage().acquireTimes().maxMs()).isPositive();
			});
	}

	@Test
	void echoesSql(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience.db.echo=true").run((context) -> {
			try (Connection connection = context.getBean(DataSource.class).getConnection();
					PreparedStatement statement = connection.prepareStatement("SELECT ? + 1")) {
				statement.setInt(1, 4711);
				statement.execute();
				assertThat(connection.unwrap(JdbcConnection.class)).isNotNull();
			}
		});
		assertThat(output.getOut()).contains("io.resiliencestarter.db.sql", "SELECT ? + 1").doesNotContain("4711");
	}

	@Test
	void tracksTheTargetsOfARoutingDataSourceOnce() {
		this.contextRunner.withUserConfiguration(Routing.class).run((context) -> {
			DbPools pools = context.getBean(DbPools.class);
			assertThat(pools.pools()).extracting(DbPool::name).containsExactly("main", "routing.reports");
			context.getBean("routing", DataSource.class).getConnection().close();
			assertThat(tracker(pools, "main").usage().acquired()).isOne();
			AbstractRoutingDataSource routing = context.getBean(AbstractRoutingDataSource.class);
			assertThat(routing.getResolvedDataSources().values()).allMatch(TrackedDataSource.class::isInstance);
		});
	}

	@Test
	void closesTheTargetsThatWereNoBeans() {
		AtomicReference<@Nullable DataSource> target = new AtomicReference<>();
		this.contextRunner.withUserConfiguration(Routing.class)
			.run((context) -> target
				.set(context.getBean(AbstractRoutingDataSource.class).getResolvedDataSources().get("reports")));
		assertThat(target.get()).isInstanceOfSatisfying(HikariDataSource.class,
				(pool) -> assertThat(pool.isClosed()).isTrue());
	}

	@Test
	void tracksTheTargetOfADelegatingDataSource() {
		this.contextRunner.withUserConfiguration(Delegating.class).run((context) -> {
			DbPools pools = context.getBean(DbPools.class);
			assertThat(pools.pools()).extracting(DbPool::name).containsExactly("delegating.target");
			assertThat(pools.unmanaged()).isEmpty();
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				assertThat(connection.isValid(1)).isTrue();
				assertThat(holds(pools, "delegating.target")).isOne();
			}
		});
	}

	@Test
	void listsADataSourceThatIsNoneOfHikari() {
		this.contextRunner.withUserConfiguration(Foreign.class).run((context) -> {
			assertThat(context.getBean(DbPools.class).pools()).isEmpty();
			assertThat(context.getBean(DbPools.class).unmanaged())
				.containsOnly(Map.entry("foreign", JdbcDataSource.class.getName()));
			assertThat(context.getBean(DataSource.class)).isExactlyInstanceOf(JdbcDataSource.class);
		});
	}

	@Test
	void typeOfTheApplicationIsTunedButKept() {
		this.contextRunner.withUserConfiguration(OwnType.class).run((context) -> {
			assertThat(context.getBean(DataSource.class)).isExactlyInstanceOf(RotatingPassword.class);
			assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(15);
			assertThat(context.getBean(DbPools.class).pools()).extracting(DbPool::tracker).containsOnlyNulls();
		});
	}

	@Test
	void poolThatHasStartedIsOnlyCounted() {
		this.contextRunner.withUserConfiguration(Started.class).run((context) -> {
			assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(7);
			DbPool pool = context.getBean(DbPools.class).find("started");
			assertThat(pool).isNotNull().extracting(DbPool::tracker).isNull();
		});
	}

	@Test
	void usesADataSourceClassWithItsProperties() {
		this.contextRunner.withUserConfiguration(ByClass.class).run((context) -> {
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				assertThat(connection.getMetaData().getURL()).isEqualTo("jdbc:h2:mem:by-class");
				assertThat(context.getBean(DataSource.class).isWrapperFor(JdbcDataSource.class)).isTrue();
			}
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void knowsVirtualThreads() {
		this.contextRunner.run((context) -> {
			DataSource dataSource = context.getBean(DataSource.class);
			AtomicReference<Connection> connection = new AtomicReference<>();
			startVirtualThread(() -> connection.set(borrow(dataSource))).join();
			assertThat(tracker(context.getBean(DbPools.class), "dataSource").usage().holders()).singleElement()
				.satisfies((holder) -> {
					assertThat(holder.virtual()).isTrue();
					assertThat(holder.thread()).isNotEmpty();
					assertThat(holder.doing().label()).isEqualTo("gone");
				});
			connection.get().close();
		});
	}

	private static Thread startVirtualThread(Runnable task) throws ReflectiveOperationException {
		Method method = Thread.class.getMethod("startVirtualThread", Runnable.class);
		return (Thread) method.invoke(null, task);
	}

	private static Connection borrow(DataSource dataSource) {
		try {
			return dataSource.getConnection();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static PoolTracker<?> tracker(DbPools pools, String name) {
		DbPool pool = pools.find(name);
		assertThat(pool).isNotNull();
		PoolTracker<?> tracker = pool.tracker();
		assertThat(tracker).isNotNull();
		return tracker;
	}

	private static int holds(DbPools pools, String name) {
		return tracker(pools, name).holds().stream().map(Hold::thread).toList().size();
	}

	private static Iterable<String> threads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
	}

	private static HikariDataSource pool(String database) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:h2:mem:" + database);
		return dataSource;
	}

	@Configuration(proxyBeanMethods = false)
	static class Routing {

		@Bean
		HikariDataSource main() {
			return pool("main");
		}

		@Bean
		@Primary
		AbstractRoutingDataSource routing(HikariDataSource main) {
			AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {

				@Override
				protected Object determineCurrentLookupKey() {
					return "main";
				}

			};
			routing.setTargetDataSources(Map.of("main", main, "reports", pool("reports")));
			routing.setDefaultTargetDataSource(main);
			return routing;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Delegating {

		@Bean
		DelegatingDataSource delegating() {
			return new DelegatingDataSource(pool("delegating"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Foreign {

		@Bean
		JdbcDataSource foreign() {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setURL("jdbc:h2:mem:foreign");
			return dataSource;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnType {

		@Bean
		RotatingPassword own() {
			RotatingPassword dataSource = new RotatingPassword();
			dataSource.setJdbcUrl("jdbc:h2:mem:own");
			return dataSource;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Started {

		@Bean
		HikariDataSource started() {
			HikariConfig config = new HikariConfig();
			config.setJdbcUrl("jdbc:h2:mem:started");
			config.setMaximumPoolSize(7);
			return new HikariDataSource(config);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByClass {

		@Bean
		HikariDataSource byClass() {
			HikariDataSource dataSource = new HikariDataSource();
			dataSource.setDataSourceClassName(JdbcDataSource.class.getName());
			dataSource.addDataSourceProperty("URL", "jdbc:h2:mem:by-class");
			return dataSource;
		}

	}

	static final class RotatingPassword extends HikariDataSource {

		@Override
		public String getPassword() {
			return "";
		}

	}

}
