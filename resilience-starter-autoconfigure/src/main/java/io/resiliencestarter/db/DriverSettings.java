package io.resiliencestarter.db;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariConfig;
import io.resiliencestarter.db.DbProvider.Route;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.UserSettings;
import org.jspecify.annotations.Nullable;

/**
 * Sets what only the driver can keep, for the drivers that are known.
 */
class DriverSettings {

	private static final Pattern PRODUCT = Pattern.compile("jdbc:([a-z0-9]+):.*", Pattern.DOTALL);

	private static final Setting<Boolean> TCP_KEEPALIVE = new Setting<>(true, "default", false);

	private static final int PGBOUNCER_PORT = 6432;

	private final HikariConfig config;

	private final DriverParameters parameters;

	private final Setting<DbProvider> provider;

	private final SessionSettings session;

	DriverSettings(String pool, HikariConfig config, UserSettings user, DbPoolSettings settings) {
		this.config = config;
		this.parameters = new DriverParameters(pool, config, user);
		this.provider = settings.provider();
		this.session = settings.session();
	}

	/**
	 * Apply the settings.
	 * @return the effective settings, by the name that the endpoint shows
	 */
	Map<String, Setting<?>> apply() {
		switch (product()) {
			case "postgresql" -> postgresql();
			case "mysql" -> mysql("max_execution_time", 0);
			case "mariadb" -> mysql("max_statement_time", 3);
			case "sqlserver" -> sqlserver();
			case "h2" -> h2();
			default -> other();
		}
		return this.parameters.effective();
	}

	/**
	 * A data source that the application brings is not told what is set here.
	 */
	private String product() {
		String url = this.config.getJdbcUrl();
		if (url == null || this.config.getDataSource() != null || this.config.getDataSourceClassName() != null) {
			return "";
		}
		Matcher matcher = PRODUCT.matcher(url);
		return matcher.matches() ? matcher.group(1) : "";
	}

	private void postgresql() {
		seconds("connectTimeout", "connectTimeoutMs", this.session.connectTimeout());
		seconds("loginTimeout", "loginTimeoutMs", this.session.connectTimeout());
		seconds("socketTimeout", "socketTimeoutMs", this.session.socketTimeout());
		this.parameters.set("tcpKeepAlive", "true", "tcpKeepAlive", TCP_KEEPALIVE);
		applicationName("ApplicationName", this.session.applicationName().value());
		postgresqlOptions();
		if (route() == Route.TRANSACTION_POOLER) {
			// What is prepared on one server connection is unknown on the next
			this.parameters.set("prepareThreshold", "0", "prepareThreshold",
					new Setting<>(0, "provider " + this.provider.value().id(), false));
		}
	}

	private void postgresqlOptions() {
		Setting<Long> timeout = millis(this.session.statementTimeout());
		if (timeout != null) {
			variable("options", " ", "-c statement_timeout=" + timeout.value(), "statementTimeoutMs", timeout);
		}
		Setting<Boolean> jit = this.session.jit();
		if (jit != null && this.provider.value() != DbProvider.COCKROACHDB) {
			variable("options", " ", "-c jit=" + jit.value(), "jit", jit);
		}
	}

	private void mysql(String timeoutVariable, int scale) {
		milliseconds("connectTimeout", "connectTimeoutMs", this.session.connectTimeout());
		milliseconds("socketTimeout", "socketTimeoutMs", this.session.socketTimeout());
		this.parameters.set("tcpKeepAlive", "true", "tcpKeepAlive", TCP_KEEPALIVE);
		applicationName("connectionAttributes",
				"program_name:" + this.session.applicationName().value().replace(',', ' '));
		Setting<Long> timeout = millis(this.session.statementTimeout());
		if (timeout != null) {
			variable("sessionVariables", ",", timeoutVariable + "=" + BigDecimal.valueOf(timeout.value(), scale),
					"statementTimeoutMs", timeout);
		}
	}

	/**
	 * This driver turns TCP keepalive on of its own accord.
	 */
	private void sqlserver() {
		seconds("loginTimeout", "loginTimeoutMs", this.session.connectTimeout());
		milliseconds("socketTimeout", "socketTimeoutMs", this.session.socketTimeout());
		seconds("queryTimeout", "statementTimeoutMs", this.session.statementTimeout());
		applicationName("applicationName", this.session.applicationName().value());
	}

	private void h2() {
		if (this.config.getJdbcUrl().matches("(?s)jdbc:h2:(tcp|ssl):.*")) {
			milliseconds("NETWORK_TIMEOUT", "socketTimeoutMs", this.session.socketTimeout());
		}
		milliseconds("QUERY_TIMEOUT", "statementTimeoutMs", this.session.statementTimeout());
	}

	private void other() {
		Stream.of(this.session.connectTimeout(), this.session.socketTimeout(), this.session.statementTimeout())
			.filter((setting) -> setting != null && setting.explicit())
			.forEach((setting) -> this.parameters.refuse(setting,
					"there is no JDBC URL of PostgreSQL, MySQL, MariaDB, SQL Server or H2"));
	}

	/**
	 * Rounded up, since zero would mean no limit.
	 */
	private void seconds(String parameter, String name, @Nullable Setting<Duration> wanted) {
		if (wanted != null) {
			long seconds = wanted.value().plusMillis(999).toSeconds();
			this.parameters.set(parameter, String.valueOf(seconds), name, wanted.as(seconds * 1000));
		}
	}

	private void milliseconds(String parameter, String name, @Nullable Setting<Duration> wanted) {
		Setting<Long> millis = millis(wanted);
		if (millis != null) {
			this.parameters.set(parameter, String.valueOf(millis.value()), name, millis);
		}
	}

	private static @Nullable Setting<Long> millis(@Nullable Setting<Duration> wanted) {
		return (wanted != null) ? wanted.as(wanted.value().toMillis()) : null;
	}

	private void applicationName(String parameter, String text) {
		this.parameters.set(parameter, text, "applicationName", this.session.applicationName());
	}

	private void variable(String parameter, String separator, String assignment, String name, Setting<?> wanted) {
		if (route() == Route.DIRECT) {
			this.parameters.append(parameter, separator, assignment, name, wanted);
		}
		else {
			String command = assignment.startsWith("-c ") ? assignment.replace("-c ", "ALTER ROLE ... SET ")
					: "SET GLOBAL " + assignment;
			this.parameters.refuse(wanted, "a pooler in between keeps no settings of a session."
					+ " Set it on the server instead, for example with " + command);
		}
	}

	private Route route() {
		Route route = this.provider.value().preset().route();
		JdbcAddress address = JdbcAddress.parse(this.config.getJdbcUrl());
		boolean pgBouncer = address != null && address.port() == PGBOUNCER_PORT && !this.provider.explicit();
		return (route == Route.DIRECT && pgBouncer) ? Route.POOLER : route;
	}

}
