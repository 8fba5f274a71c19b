package io.resiliencestarter.db;

import java.time.Duration;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.SettingKey;
import io.resiliencestarter.support.SettingLayers;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What the user asked of the driver, for each connection that it opens.
 *
 * @param connectTimeout the time that opening a connection may take
 * @param socketTimeout the time that a read may take, or {@code null} for no limit
 * @param statementTimeout the time that a statement may take, or {@code null} for no
 * limit
 * @param jit whether PostgreSQL compiles queries just in time, or {@code null} for as the
 * server likes
 * @param applicationName the application and the instance, as the server shows them
 */
record SessionSettings(Setting<Duration> connectTimeout, @Nullable Setting<Duration> socketTimeout,
		@Nullable Setting<Duration> statementTimeout, @Nullable Setting<Boolean> jit, Setting<String> applicationName) {

	/**
	 * Drivers keep milliseconds in an {@code int}.
	 */
	private static final Duration MOST = Duration.ofDays(20);

	private static final SettingKey<DbPoolProperties, Duration> CONNECT_TIMEOUT = SettingKey
		.duration("connect-timeout", DbPoolProperties::getConnectTimeout)
		.allow((timeout) -> within(Duration.ofSeconds(1), timeout), "a duration from 1s to 20 days, such as 5s");

	private static final SettingKey<DbPoolProperties, Duration> SOCKET_TIMEOUT = SettingKey
		.duration("socket-timeout", DbPoolProperties::getSocketTimeout)
		.allow((timeout) -> within(Duration.ofSeconds(1), timeout), "a duration from 1s to 20 days, such as 60s");

	private static final SettingKey<DbPoolProperties, Duration> STATEMENT_TIMEOUT = SettingKey
		.duration("statement-timeout", DbPoolProperties::getStatementTimeout)
		.allow((timeout) -> within(Duration.ofMillis(100), timeout), "a duration from 100ms to 20 days, such as 30s");

	private static final SettingKey<DbPoolProperties, Boolean> JIT = SettingKey.bool("jit", DbPoolProperties::getJit);

	private static final SettingKey<DbPoolProperties, String> APPLICATION_NAME = SettingKey.text("application-name",
			DbPoolProperties::getApplicationName);

	private static boolean within(Duration least, Duration timeout) {
		return timeout.compareTo(least) >= 0 && timeout.compareTo(MOST) <= 0;
	}

	/**
	 * Find the settings in the order of precedence.
	 * @param layers the places in which they can be made
	 * @param environment where the name of the application is looked up
	 * @return the settings
	 * @throws InvalidSettingException if a value is not allowed
	 */
	static SessionSettings of(SettingLayers<DbPoolProperties> layers, Environment environment) {
		Setting<String> application = layers.get(APPLICATION_NAME, ofApplication(environment), "application");
		return new SessionSettings(layers.get(CONNECT_TIMEOUT, Duration.ofSeconds(5)), layers.find(SOCKET_TIMEOUT),
				layers.find(STATEMENT_TIMEOUT), layers.find(JIT),
				application.as(ApplicationName.of(application.value(), InstanceId.of(environment))));
	}

	private static @Nullable Setting<String> ofApplication(Environment environment) {
		String key = "spring.application.name";
		String name = environment.getProperty(key);
		return StringUtils.hasText(name) ? new Setting<>(name.strip(), key, false) : null;
	}

}
