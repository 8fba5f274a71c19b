package io.resiliencestarter.db;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariConfig;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.UserSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a pool hands to its driver. What the URL or the pool's driver
 * properties have already is left alone, whatever its case.
 */
class DriverParameters {

	private static final Log logger = LogFactory.getLog(DriverParameters.class);

	private static final String URL = "the JDBC URL";

	/**
	 * What is shown of values in a URL: nothing that could be part of a password.
	 */
	private static final Pattern HARMLESS = Pattern.compile("[0-9]{1,9}|true|false");

	private final String pool;

	private final HikariConfig config;

	private final UserSettings user;

	private final Map<String, Setting<?>> effective = new LinkedHashMap<>();

	DriverParameters(String pool, HikariConfig config, UserSettings user) {
		this.pool = pool;
		this.config = config;
		this.user = user;
	}

	/**
	 * Return what the driver is given.
	 * @return the effective settings, by the name that the endpoint shows
	 */
	Map<String, Setting<?>> effective() {
		return this.effective;
	}

	/**
	 * Set a parameter.
	 * @param parameter the name that the driver knows
	 * @param text the value that the driver knows
	 * @param name the name that the endpoint shows
	 * @param wanted the value that the endpoint shows
	 */
	void set(String parameter, String text, String name, Setting<?> wanted) {
		Setting<String> given = find(parameter);
		if (given == null) {
			this.config.addDataSourceProperty(parameter, text);
			this.effective.put(name, wanted);
			return;
		}
		if (!URL.equals(given.origin()) || HARMLESS.matcher(given.value()).matches()) {
			this.effective.put(name.replaceFirst("Ms$", ""), given);
		}
		if (wanted.explicit() && !given.value().equals(text)) {
			refuse(wanted, "%s is set in %s. Remove one of the two.".formatted(parameter, given.origin()));
		}
	}

	/**
	 * Add to a parameter that lists settings of the session.
	 * @param parameter the name that the driver knows
	 * @param separator what separates two settings
	 * @param assignment the setting of the session, as in {@code name=value}
	 * @param name the name that the endpoint shows
	 * @param wanted the value that the endpoint shows
	 */
	void append(String parameter, String separator, String assignment, String name, Setting<?> wanted) {
		Setting<String> given = find(parameter);
		if (given == null) {
			this.config.addDataSourceProperty(parameter, assignment);
			this.effective.put(name, wanted);
		}
		else if (mentions(given, assignment)) {
			refuse(wanted, "%s has a value for it. Remove one of the two.".formatted(given.origin()));
		}
		else if (URL.equals(given.origin())) {
			refuse(wanted, "%s has %s of its own. Add '%s' to them.".formatted(URL, parameter, assignment));
		}
		else {
			this.config.addDataSourceProperty(parameter, given.value() + separator + assignment);
			this.effective.put(name, wanted);
		}
	}

	/**
	 * Warn that a setting has no effect.
	 * @param setting the setting
	 * @param reason why, and what to do instead
	 */
	void refuse(Setting<?> setting, String reason) {
		logger.warn("Pool '%s': '%s' is not applied: %s".formatted(this.pool, setting.origin(), reason));
	}

	private boolean mentions(Setting<String> given, String assignment) {
		String variable = assignment.substring(assignment.lastIndexOf(' ') + 1, assignment.indexOf('='));
		String text = URL.equals(given.origin()) ? this.config.getJdbcUrl() : given.value();
		return Pattern.compile("(?<![a-z_])" + variable.replace("_", "[_-]") + "\\s*(=|%3D)", Pattern.CASE_INSENSITIVE)
			.matcher(text)
			.find();
	}

	private @Nullable Setting<String> find(String parameter) {
		for (Map.Entry<Object, Object> property : this.config.getDataSourceProperties().entrySet()) {
			if (parameter.equalsIgnoreCase(String.valueOf(property.getKey()))) {
				return Setting.of(String.valueOf(property.getValue()),
						this.user.key("data-source-properties." + property.getKey()));
			}
		}
		Matcher matcher = Pattern.compile("[?&;(,]" + parameter + "=([^&;),]*)", Pattern.CASE_INSENSITIVE)
			.matcher(this.config.getJdbcUrl());
		return matcher.find() ? Setting.of(matcher.group(1), URL) : null;
	}

}
