package io.resiliencestarter.http;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.resiliencestarter.pool.OneLine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a call belongs to: what it names itself, if it does; else what its URL
 * belongs to, by the same scheme, host and port, and the longest path that the URL's path
 * begins with, up to a slash. Thread-safe.
 *
 * @param <T> the type of what is found
 */
class ServiceMatcher<T> {

	private static final int MAX_UNKNOWN = 20;

	private static final Log logger = LogFactory.getLog(ServiceMatcher.class);

	private final Map<String, T> targets;

	private final List<Candidate<T>> candidates;

	private final @Nullable Function<URI, @Nullable T> otherwise;

	private final Set<String> unknown = ConcurrentHashMap.newKeySet();

	/**
	 * Create a matcher.
	 * @param targets what can be found, by name
	 * @param baseUrl tells the URL that the calls to a target begin with
	 * @param otherwise finds the target of a URL that belongs to none of them, or
	 * {@code null} if there is none then
	 */
	ServiceMatcher(Map<String, T> targets, Function<T, URI> baseUrl, @Nullable Function<URI, @Nullable T> otherwise) {
		this.targets = targets;
		this.candidates = targets.values()
			.stream()
			.map((target) -> Candidate.of(baseUrl.apply(target), target))
			.sorted(Comparator.comparingInt((Candidate<T> candidate) -> candidate.path().length()).reversed())
			.toList();
		this.otherwise = otherwise;
	}

	static <T> ServiceMatcher<T> ofNone() {
		return new ServiceMatcher<>(Map.of(), (target) -> URI.create(""), null);
	}

	/**
	 * Whether two base URLs match the same calls.
	 * @param url a base URL
	 * @param other another one
	 * @return whether they differ in spelling at most
	 */
	static boolean same(URI url, URI other) {
		Candidate<URI> candidate = Candidate.of(url, url);
		return candidate.matches(other) && candidate.path().length() == Candidate.of(other, other).path().length();
	}

	/**
	 * Return the port of a scheme.
	 * @param url a URL of the scheme
	 * @return the port of URLs that leave it out
	 */
	static int defaultPort(URI url) {
		return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
	}

	boolean isEmpty() {
		return this.targets.isEmpty() && this.otherwise == null;
	}

	boolean contains(String name) {
		return this.targets.containsKey(name);
	}

	/**
	 * Find what a call belongs to.
	 * @param name what the call itself names, {@code null} if it does not
	 * @param url the URL of the call
	 * @return the target of that name, else the one that the URL belongs to, or
	 * {@code null} if there is none
	 */
	@Nullable T match(@Nullable Object name, URI url) {
		T named = (name != null) ? find(name.toString()) : null;
		return (named != null) ? named : match(url);
	}

	private @Nullable T find(String name) {
		T target = this.targets.get(name);
		if (target == null && !isEmpty() && this.unknown.size() < MAX_UNKNOWN && this.unknown.add(name)) {
			logger.warn("A call names '%s', which is no service below resilience.services: the URL decides"
				.formatted(OneLine.of(name)));
		}
		return target;
	}

	/**
	 * Find what a URL belongs to.
	 * @param url the URL
	 * @return the target of the longest path, or {@code null} if there is none
	 */
	@Nullable T match(URI url) {
		if (url.getHost() == null || url.getScheme() == null) {
			return null;
		}
		for (Candidate<T> candidate : this.candidates) {
			if (candidate.matches(url)) {
				return candidate.target();
			}
		}
		return (this.otherwise != null) ? this.otherwise.apply(url) : null;
	}

	/**
	 * A target and where it is.
	 *
	 * @param <T> the type of target
	 * @param scheme the scheme
	 * @param host the host
	 * @param port the port, also where the URL leaves it out
	 * @param path the path, without a slash at the end
	 * @param target the target
	 */
	private record Candidate<T>(String scheme, String host, int port, String path, T target) {

		static <T> Candidate<T> of(URI url, T target) {
			return new Candidate<>(url.getScheme(), url.getHost(), portOf(url), pathOf(url).replaceFirst("/+$", ""),
					target);
		}

		boolean matches(URI url) {
			return this.port == portOf(url) && this.host.equalsIgnoreCase(url.getHost())
					&& this.scheme.equalsIgnoreCase(url.getScheme()) && pathMatches(pathOf(url));
		}

		private boolean pathMatches(String other) {
			return other.startsWith(this.path)
					&& (other.length() == this.path.length() || other.charAt(this.path.length()) == '/');
		}

		private static int portOf(URI url) {
			return (url.getPort() != -1) ? url.getPort() : defaultPort(url);
		}

		private static String pathOf(URI url) {
			return (url.getRawPath() != null) ? url.getRawPath() : "";
		}

	}

}
