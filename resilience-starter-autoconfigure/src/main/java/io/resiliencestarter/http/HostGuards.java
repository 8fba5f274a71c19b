package io.resiliencestarter.http;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.pool.CallsWhileHolding;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The guards of hosts that no service is declared for, each made at the first call. Hosts
 * can come from the users of the application, so that their number is bounded.
 * Thread-safe.
 */
final class HostGuards implements Function<URI, @Nullable ServiceGuard> {

	static final int MAX_HOSTS = 100;

	private static final Log logger = LogFactory.getLog(HostGuards.class);

	private final DownstreamService settings;

	private final Breakers breakers;

	private final CallsWhileHolding calls;

	private final Map<String, ServiceGuard> guards = new ConcurrentHashMap<>();

	private volatile boolean full;

	/**
	 * Create the guards of no host.
	 * @param settings the settings that all hosts have
	 * @param breakers the breakers
	 * @param calls who calls while holding a connection
	 */
	HostGuards(DownstreamService settings, Breakers breakers, CallsWhileHolding calls) {
		this.settings = settings;
		this.breakers = breakers;
		this.calls = calls;
	}

	/**
	 * Return the guard of a host.
	 * @param url a URL with a scheme and a host
	 * @return the guard, {@code null} if there are too many
	 */
	@Override
	public @Nullable ServiceGuard apply(URI url) {
		String host = hostOf(url);
		ServiceGuard guard = this.guards.get(host);
		return (guard != null || this.full) ? guard : add(host, url);
	}

	private static String hostOf(URI url) {
		String host = url.getHost().toLowerCase(Locale.ROOT);
		int port = url.getPort();
		return (port == -1 || port == ServiceMatcher.defaultPort(url)) ? host : host + ":" + port;
	}

	private synchronized @Nullable ServiceGuard add(String host, URI url) {
		if (this.guards.size() >= MAX_HOSTS && !this.guards.containsKey(host)) {
			warnIfFirst(host);
			return null;
		}
		return this.guards.computeIfAbsent(host, (key) -> guard(key, url.getScheme().toLowerCase(Locale.ROOT)));
	}

	/**
	 * Of the URL, only the host is kept: the rest can be secret.
	 */
	private ServiceGuard guard(String host, String scheme) {
		URI baseUrl = URI.create(scheme + "://" + host);
		String name = isTaken(host) ? baseUrl.toString() : host;
		return ServiceGuard.of(this.settings.at(name, baseUrl), this.breakers, this.calls);
	}

	/**
	 * A service or a guard of the same name keeps its breaker for itself. With its kind
	 * in front, a host would have the engine's name of another one.
	 */
	private boolean isTaken(String host) {
		return this.breakers.find(host) != null || host.startsWith("http.");
	}

	private void warnIfFirst(String host) {
		if (!this.full) {
			this.full = true;
			logger
				.warn("There are breakers for %d undeclared hosts: calls to '%s' and to other new hosts are not guarded"
					.formatted(MAX_HOSTS, host));
		}
	}

}
