package io.resiliencestarter.db;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariConfig;
import io.resiliencestarter.support.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Sets what only the driver can keep, for the drivers that are known. A value in the URL
 * or in the pool's driver properties is left alone.
 */
class DriverSettings {

	private final HikariConfig config;

	private final Map<String, Setting<?>> effective = new LinkedHashMap<>();

	DriverSettings(HikariConfig config) {
		this.config = config;
	}

	/**
	 * Apply the settings.
	 * @param settings what the user asked of the pool
	 * @return the effective settings, by the name that the endpoint shows
	 */
	Map<String, Setting<?>> apply(DbPoolSettings settings) {
		String url = this.config.getJdbcUrl();
		if (url == null) {
			return this.effective;
		}
		if (url.startsWith("jdbc:postgresql:")) {
			apply(url, "connectTimeout", settings.session().connectTimeout(), DriverSettings::wholeSeconds);
			apply(url, "loginTimeout", settings.session().connectTimeout(), DriverSettings::wholeSeconds);
			apply(url, "socketTimeout", settings.session().socketTimeout(), DriverSettings::wholeSeconds);
			if (settings.provider().value().preset().transactionPooler()) {
				avoidPreparedStatements(url, settings.provider().value());
			}
		}
		else if (url.startsWith("jdbc:mysql:") || url.startsWith("jdbc:mariadb:")) {
			apply(url, "connectTimeout", settings.session().connectTimeout(), Duration::toMillis);
			apply(url, "socketTimeout", settings.session().socketTimeout(), Duration::toMillis);
		}
		return this.effective;
	}

	private void apply(String url, String parameter, @Nullable Setting<Duration> wanted,
			ToLongFunction<Duration> unit) {
		if (wanted != null && !set(url, parameter)) {
			this.config.addDataSourceProperty(parameter, String.valueOf(unit.applyAsLong(wanted.value())));
			this.effective.put(parameter + "Ms", wanted.as(wanted.value().toMillis()));
		}
	}

	/**
	 * A statement that is prepared on one server connection is unknown on the next, which
	 * the pooler may choose for the next transaction.
	 */
	private void avoidPreparedStatements(String url, DbProvider provider) {
		if (!set(url, "prepareThreshold")) {
			this.config.addDataSourceProperty("prepareThreshold", "0");
			this.effective.put("prepareThreshold", new Setting<>(0, "provider " + provider.id(), false));
		}
	}

	private boolean set(String url, String parameter) {
		return this.config.getDataSourceProperties().containsKey(parameter)
				|| Pattern.compile("[?&;]" + parameter + "=", Pattern.CASE_INSENSITIVE).matcher(url).find();
	}

	/**
	 * Round up, since zero would mean no limit.
	 */
	private static long wholeSeconds(Duration duration) {
		return duration.plusMillis(999).toSeconds();
	}

}
