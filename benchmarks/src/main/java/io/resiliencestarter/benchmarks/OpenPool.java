package io.resiliencestarter.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

import javax.sql.DataSource;

import com.alibaba.druid.pool.DruidDataSource;
import com.vladmihalcea.flexypool.FlexyPoolDataSource;
import com.vladmihalcea.flexypool.adaptor.HikariCPPoolAdapter;
import com.vladmihalcea.flexypool.config.FlexyPoolConfiguration;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

import org.springframework.boot.jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A pool of {@value PoolVariant#SIZE} connections that is ready to lend them. Each lives
 * in the same application: the garbage collector, whose work grows with what is borrowed,
 * goes through the objects of the application as well.
 *
 * @param dataSource where to borrow
 * @param owner what to close in the end
 */
record OpenPool(DataSource dataSource, Closeable owner) implements Closeable {

	static OpenPool hikari() {
		return beside(new HikariDataSource(hikariConfig()));
	}

	static OpenPool hikariWithLeakDetection() {
		HikariConfig config = hikariConfig();
		config.setLeakDetectionThreshold(Duration.ofSeconds(30).toMillis());
		return beside(new HikariDataSource(config));
	}

	static OpenPool hikariByBoot() {
		return boot("resilience.enabled=false", "spring.datasource.hikari.maximum-pool-size=" + PoolVariant.SIZE);
	}

	static OpenPool starter() {
		return boot("resilience.db.pool-size=" + PoolVariant.SIZE, "resilience.db.max-overflow=0");
	}

	/**
	 * Those metrics cost so much that they would hide what the starter costs.
	 */
	static OpenPool starterWithoutHikariMetrics() {
		return starterWithoutHikariMetrics(Application.class);
	}

	static OpenPool starterWithoutSites() {
		return starterWithoutHikariMetrics(ApplicationWithoutSites.class);
	}

	private static OpenPool starterWithoutHikariMetrics(Class<?> application) {
		return boot(application, "resilience.db.pool-size=" + PoolVariant.SIZE, "resilience.db.max-overflow=0",
				"spring.autoconfigure.exclude=" + DataSourcePoolMetricsAutoConfiguration.class.getName());
	}

	private static OpenPool boot(String... properties) {
		return boot(Application.class, properties);
	}

	private static OpenPool boot(Class<?> application, String... properties) {
		ConfigurableApplicationContext context = Application.start(application, properties);
		return new OpenPool(context.getBean(DataSource.class), context);
	}

	static OpenPool druid(boolean removeAbandoned) {
		DruidDataSource druid = new DruidDataSource();
		druid.setUrl(StubDriver.URL);
		druid.setDriverClassName(StubDriver.class.getName());
		druid.setInitialSize(PoolVariant.SIZE);
		druid.setMinIdle(PoolVariant.SIZE);
		druid.setMaxActive(PoolVariant.SIZE);
		druid.setTestWhileIdle(false); // there is no query to test with
		druid.setRemoveAbandoned(removeAbandoned);
		return beside(druid);
	}

	@SuppressWarnings("unchecked") // a generic variable argument
	static OpenPool flexyPool() {
		HikariDataSource hikari = new HikariDataSource(hikariConfig());
		FlexyPoolConfiguration<HikariDataSource> configuration = new FlexyPoolConfiguration.Builder<>("benchmarks",
				hikari, HikariCPPoolAdapter.FACTORY)
			.build();
		return beside(new FlexyPoolDataSource<>(configuration), hikari);
	}

	static OpenPool datasourceProxy() {
		HikariDataSource hikari = new HikariDataSource(hikariConfig());
		return beside(ProxyDataSourceBuilder.create(hikari).build(), hikari);
	}

	private static <T extends DataSource & Closeable> OpenPool beside(T pool) {
		return beside(pool, pool);
	}

	private static OpenPool beside(DataSource dataSource, Closeable pool) {
		ConfigurableApplicationContext context = Application.start("resilience.enabled=false");
		return new OpenPool(dataSource, () -> {
			pool.close();
			context.close();
		});
	}

	private static HikariConfig hikariConfig() {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(StubDriver.URL);
		config.setDriverClassName(StubDriver.class.getName());
		config.setMaximumPoolSize(PoolVariant.SIZE);
		return config;
	}

	@Override
	public void close() throws IOException {
		this.owner.close();
	}

}
