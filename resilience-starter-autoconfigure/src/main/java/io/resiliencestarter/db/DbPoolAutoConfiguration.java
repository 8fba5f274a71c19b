package io.resiliencestarter.db;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.support.ConditionalOnResilience;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that tunes and watches HikariCP pools.
 */
@AutoConfiguration(before = DataSourceAutoConfiguration.class)
@ConditionalOnClass({ HikariDataSource.class, DataSourceAutoConfiguration.class })
@ConditionalOnResilience("db")
@EnableConfigurationProperties(DbProperties.class)
public final class DbPoolAutoConfiguration {

	@Bean
	static DbPoolPostProcessor resilienceDbPoolPostProcessor(ApplicationContext context,
			ObjectProvider<DbProperties> properties, ObjectProvider<PoolRegistry<DbPool>> pools) {
		return new DbPoolPostProcessor(context, properties, pools);
	}

	@Bean
	PoolRegistry<DbPool> resilienceDbPools() {
		return new PoolRegistry<>();
	}

	@Bean
	DbPoolNames resilienceDbPoolNames(ApplicationContext context, DbProperties properties) {
		return new DbPoolNames(context, properties);
	}

}
