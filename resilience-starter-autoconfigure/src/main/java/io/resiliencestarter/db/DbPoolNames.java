package io.resiliencestarter.db;

import java.util.Arrays;
import java.util.List;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;

/**
 * Looks at the settings of single pools once all beans are there: their values must be
 * allowed, and there should be a bean that they are for.
 */
class DbPoolNames implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(DbPoolNames.class);

	private final ApplicationContext context;

	private final DbProperties properties;

	DbPoolNames(ApplicationContext context, DbProperties properties) {
		this.context = context;
		this.properties = properties;
	}

	@Override
	public void afterSingletonsInstantiated() {
		DbPoolSettingsResolver resolver = new DbPoolSettingsResolver(this.properties, this.context.getEnvironment());
		List<String> beans = Arrays.asList(this.context.getBeanNamesForType(DataSource.class, true, false));
		for (String name : this.properties.getPools().keySet()) {
			resolver.resolve(name, DbProvider.NONE);
			if (beans.stream().noneMatch((bean) -> DbPoolSettingsResolver.sameName(name, bean))) {
				logger.warn("'resilience.db.pools.%s' has no effect: there is no DataSource bean of that name, only %s"
					.formatted(name, beans));
			}
		}
	}

}
