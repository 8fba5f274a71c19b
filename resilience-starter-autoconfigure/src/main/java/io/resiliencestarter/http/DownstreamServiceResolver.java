package io.resiliencestarter.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.resiliencestarter.breaker.BreakerProperties;
import io.resiliencestarter.breaker.BreakerSettings;
import io.resiliencestarter.breaker.BreakerSettingsResolver;
import io.resiliencestarter.support.DeclaredNames;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.SettingKey;
import io.resiliencestarter.support.SettingLayers;
import io.resiliencestarter.support.SettingLayers.Layer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.env.Environment;

/**
 * Finds the settings of the downstream services: those of the single service, those of
 * all breakers, defaults.
 */
class DownstreamServiceResolver {

	private static final Log logger = LogFactory.getLog(DownstreamServiceResolver.class);

	private static final int TRIAL_READ_TIMEOUTS = 10;

	private static final SettingKey<BreakerProperties, List<String>> FAILURE_STATUSES = SettingKey
		.list("failure-statuses", BreakerProperties::getFailureStatuses);

	private static final SettingKey<BreakerProperties, List<String>> IGNORED_STATUSES = SettingKey
		.list("ignored-statuses", BreakerProperties::getIgnoredStatuses);

	private static final SettingKey<ServiceProperties, Duration> CONNECT_TIMEOUT = timeout(
			SettingKey.duration("connect-timeout", ServiceProperties::getConnectTimeout));

	private static final SettingKey<ServiceProperties, Duration> READ_TIMEOUT = timeout(
			SettingKey.duration("read-timeout", ServiceProperties::getReadTimeout));

	private final BreakerProperties defaults;

	private final Environment environment;

	DownstreamServiceResolver(BreakerProperties defaults, Environment environment) {
		this.defaults = defaults;
		this.environment = environment;
	}

	/**
	 * Find the settings of the services that are not switched off.
	 * @param properties what the user declared
	 * @return the services
	 * @throws InvalidSettingException if a value is not allowed
	 */
	List<DownstreamService> resolve(ServicesProperties properties) {
		ServiceUrls urls = new ServiceUrls(properties, this.environment);
		List<DownstreamService> services = new ArrayList<>();
		properties.getServices().forEach((name, service) -> {
			if (!Boolean.FALSE.equals(service.getEnabled())
					&& !DeclaredNames.isAlias(name, properties.getServices().keySet())) {
				DownstreamService resolved = resolve(name, service, baseUrl(urls.ofService(name)));
				services.forEach((other) -> warnIfSame(other, resolved));
				services.add(resolved);
			}
		});
		return services;
	}

	private static void warnIfSame(DownstreamService first, DownstreamService second) {
		if (ServiceMatcher.same(first.baseUrl(), second.baseUrl())) {
			logger.warn("Services '%s' and '%s' have the same base-url: calls go through the breaker of '%s'"
				.formatted(first.name(), second.name(), first.name()));
		}
	}

	/**
	 * Find the settings of hosts that no service is declared for.
	 * @return the settings, to be given the name and the URL of a host
	 * @throws InvalidSettingException if a value is not allowed
	 */
	DownstreamService resolveUndeclared() {
		return resolve("*", new ServiceProperties(), URI.create("http://undeclared"));
	}

	private DownstreamService resolve(String name, ServiceProperties properties, URI baseUrl) {
		String prefix = "resilience.services." + name;
		SettingLayers<ServiceProperties> service = new SettingLayers<>(this.environment,
				List.of(new Layer<>(prefix, properties)));
		SettingLayers<BreakerProperties> breaker = new SettingLayers<>(this.environment,
				List.of(new Layer<>(prefix, properties), new Layer<>("resilience.breaker", this.defaults)));
		Setting<Duration> readTimeout = service.get(READ_TIMEOUT, Duration.ofSeconds(5));
		BreakerSettings settings = BreakerSettingsResolver.resolve(breaker)
			.withTrialTimeout(readTimeout.value().multipliedBy(TRIAL_READ_TIMEOUTS));
		return new DownstreamService(name, baseUrl, service.get(CONNECT_TIMEOUT, Duration.ofSeconds(2)), readTimeout,
				StatusSet.of(breaker.get(FAILURE_STATUSES, List.of("5xx"))),
				StatusSet.of(breaker.get(IGNORED_STATUSES, List.of("429"))),
				BreakerSettingsResolver.exceptionRules(breaker), BreakerSettingsResolver.cancelAfter(breaker),
				BreakerSettingsResolver.retryAfterLimit(breaker), settings);
	}

	private static URI baseUrl(Setting<String> setting) {
		String url = setting.value();
		try {
			URI uri = URI.create(url);
			String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
			if (List.of("http", "https").contains(scheme) && uri.getHost() != null) {
				return uri;
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below
		}
		throw new InvalidSettingException(setting.origin(), url.isEmpty() ? "not set" : withoutSecrets(url),
				"an http or https URL with a host (without an underscore), such as http://auth:8085");
	}

	/**
	 * Whatever is before an at sign or in the query can be secret, be the URL as wrong as
	 * it is.
	 */
	private static String withoutSecrets(String url) {
		int at = url.lastIndexOf('@');
		int scheme = url.indexOf("//") + 2;
		String shown = (at == -1) ? url
				: url.substring(0, Math.min((scheme > 1) ? scheme : 0, at)) + url.substring(at + 1);
		return shown.replaceFirst("\\?.*", "?***");
	}

	private static SettingKey<ServiceProperties, Duration> timeout(SettingKey<ServiceProperties, Duration> key) {
		return key.allow((timeout) -> timeout.toMillis() >= 1, "a duration of at least 1ms, such as 5s");
	}

}
