package io.resiliencestarter.db;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.DriverDataSource;
import com.zaxxer.hikari.util.PropertyElf;
import com.zaxxer.hikari.util.UtilityElf;

import org.springframework.jdbc.datasource.lookup.JndiDataSourceLookup;

/**
 * Creates what a pool's connections come from, by the rules and with the means of
 * HikariCP itself.
 */
final class DriverSource {

	private DriverSource() {
	}

	static DataSource of(HikariConfig config) {
		if (config.getDataSourceClassName() != null) {
			DataSource source = UtilityElf.createInstance(config.getDataSourceClassName(), DataSource.class);
			PropertyElf.setTargetFromProperties(source, config.getDataSourceProperties());
			return source;
		}
		if (config.getJdbcUrl() != null) {
			return new DriverDataSource(config.getJdbcUrl(), config.getDriverClassName(),
					config.getDataSourceProperties(), config.getUsername(), config.getPassword());
		}
		return new JndiDataSourceLookup().getDataSource(config.getDataSourceJNDI());
	}

}
