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
 * Sets the time-outs that only the driver can keep, for the drivers that are known. A
 * value in the URL or in the pool's driver properties is left alone.
 */
class DriverTimeouts {

	private final HikariConfig config;

	private final Map<String, Setting<?>> effective = new LinkedHashMap<>();

	DriverTimeouts(HikariConfig config) {
		this.config = config;
	}

	/**
	 * Apply the time-outs.
	 * @param settings what the user asked of the pool
	 * @return the effective settings, by the name that the endpoint shows
	 */
	Map<String, Setting<?>> apply(DbPoolSettings settings) {
		String url = this.config.getJdbcUrl();
		if (url == null) {
			return this.effective;
		}
		if (url.startsWith("jdbc:postgresql:")) {
			apply(url, "connectTimeout", settings.connectTimeout(), DriverTimeouts::wholeSeconds);
			apply(url, "loginTimeout", settings.connectTimeout(), DriverTimeouts::wholeSeconds);
			apply(url, "socketTimeout", settings.socketTimeout(), DriverTimeouts::wholeSeconds);
		}
		else if (url.startsWith("jdbc:mysql:") || url.startsWith("jdbc:mariadb:")) {
			apply(url, "connectTimeout", settings.connectTimeout(), Duration::toMillis);
			apply(url, "socketTimeout", settings.socketTimeout(), Duration::toMillis);
		}
		return this.effective;
	}

	private void apply(String url, String parameter, @Nullable Setting<Duration> wanted,
			ToLongFunction<Duration> unit) {
		boolean set = this.config.getDataSourceProperties().containsKey(parameter)
				|| Pattern.compile("[?&;]" + parameter + "=", Pattern.CASE_INSENSITIVE).matcher(url).find();
		if (wanted != null && !set) {
			this.config.addDataSourceProperty(parameter, String.valueOf(unit.applyAsLong(wanted.value())));
			this.effective.put(parameter + "Ms", wanted.as(wanted.value().toMillis()));
		}
	}

	/**
	 * Round up, since zero would mean no limit.
	 */
	private static long wholeSeconds(Duration duration) {
		return duration.plusMillis(999).toSeconds();
	}

}
