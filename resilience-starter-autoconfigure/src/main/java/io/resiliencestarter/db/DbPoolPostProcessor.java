package io.resiliencestarter.db;

import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.UserSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.ConfigurationPropertiesBean;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;

/**
 * Tunes each HikariCP pool once its own properties and connection details are bound, and
 * before it starts.
 */
class DbPoolPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private static final Log logger = LogFactory.getLog(DbPoolPostProcessor.class);

	private final ApplicationContext context;

	private final ObjectProvider<DbProperties> properties;

	private final ObjectProvider<PoolRegistry<DbPool>> pools;

	DbPoolPostProcessor(ApplicationContext context, ObjectProvider<DbProperties> properties,
			ObjectProvider<PoolRegistry<DbPool>> pools) {
		this.context = context;
		this.properties = properties;
		this.pools = pools;
	}

	/**
	 * Spring Boot binds properties at the highest precedence plus one and applies
	 * connection details after that.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 10;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof HikariDataSource dataSource) {
			this.pools.getObject().add(tune(beanName, dataSource));
		}
		return bean;
	}

	private DbPool tune(String beanName, HikariDataSource dataSource) {
		Environment environment = this.context.getEnvironment();
		DbProvider detected = new DbProviderDetector(environment).detect(dataSource);
		DbPoolSettings settings = new DbPoolSettingsResolver(this.properties.getObject(), environment).resolve(beanName,
				detected);
		HikariTuner tuner = new HikariTuner(beanName, dataSource,
				new UserSettings(environment, prefix(dataSource, beanName)));
		boolean started = dataSource.isRunning();
		Map<String, Setting<?>> effective = started ? tuner.describe() : tuner.tune(settings);
		DbPool pool = new DbPool(beanName, dataSource, settings.thresholds(), effective);
		log(pool, dataSource, settings.provider().value(), started);
		return pool;
	}

	private @Nullable String prefix(HikariDataSource dataSource, String beanName) {
		ConfigurationPropertiesBean bean = ConfigurationPropertiesBean.get(this.context, dataSource, beanName);
		return (bean != null) ? bean.getAnnotation().prefix() : null;
	}

	private void log(DbPool pool, HikariDataSource dataSource, DbProvider provider, boolean started) {
		PoolConnections connections = pool.connections();
		if (started) {
			logger.info("Pool '%s' had started before it could be tuned; its %d connections are only watched"
				.formatted(pool.name(), connections.max()));
			return;
		}
		logger.info("Pool '%s': keeps %d connections, opens at most %d, a caller waits at most %d ms; provider: %s"
			.formatted(pool.name(), connections.min(), connections.max(), dataSource.getConnectionTimeout(),
					provider.id()));
	}

}
