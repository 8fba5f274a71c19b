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
 * A pool of {@value PoolVariant#SIZE} connections that is ready to lend them.
 *
 * @param dataSource where to borrow
 * @param owner what to close in the end
 */
record OpenPool(DataSource dataSource, Closeable owner) implements Closeable {

	static OpenPool hikari() {
		HikariDataSource hikari = new HikariDataSource(hikariConfig());
		return new OpenPool(hikari, hikari);
	}

	static OpenPool hikariWithLeakDetection() {
		HikariConfig config = hikariConfig();
		config.setLeakDetectionThreshold(Duration.ofSeconds(30).toMillis());
		HikariDataSource hikari = new HikariDataSource(config);
		return new OpenPool(hikari, hikari);
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
		return new OpenPool(druid, druid);
	}

	@SuppressWarnings("unchecked") // a generic variable argument
	static OpenPool flexyPool() {
		HikariDataSource hikari = new HikariDataSource(hikariConfig());
		FlexyPoolConfiguration<HikariDataSource> configuration = new FlexyPoolConfiguration.Builder<>("benchmarks",
				hikari, HikariCPPoolAdapter.FACTORY)
			.build();
		return new OpenPool(new FlexyPoolDataSource<>(configuration), hikari);
	}

	static OpenPool datasourceProxy() {
		HikariDataSource hikari = new HikariDataSource(hikariConfig());
		return new OpenPool(ProxyDataSourceBuilder.create(hikari).build(), hikari);
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
