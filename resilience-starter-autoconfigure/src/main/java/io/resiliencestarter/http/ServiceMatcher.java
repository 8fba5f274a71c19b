package io.resiliencestarter.http;

import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Finds what a URL belongs to: same scheme, host and port, and the longest path that the
 * URL's path begins with, up to a slash.
 *
 * @param <T> the type of what is found
 */
class ServiceMatcher<T> {

	private final List<Candidate<T>> candidates;

	ServiceMatcher(Collection<T> targets, Function<T, URI> baseUrl) {
		this(candidates(targets, baseUrl));
	}

	private ServiceMatcher(List<Candidate<T>> candidates) {
		this.candidates = candidates;
	}

	private static <T> List<Candidate<T>> candidates(Collection<T> targets, Function<T, URI> baseUrl) {
		return targets.stream()
			.map((target) -> Candidate.of(baseUrl.apply(target), target))
			.sorted(Comparator.comparingInt((Candidate<T> candidate) -> candidate.path().length()).reversed())
			.toList();
	}

	static <T> ServiceMatcher<T> ofNone() {
		return new ServiceMatcher<>(List.of());
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

	boolean isEmpty() {
		return this.candidates.isEmpty();
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
		return null;
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
			if (url.getPort() != -1) {
				return url.getPort();
			}
			return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
		}

		private static String pathOf(URI url) {
			return (url.getRawPath() != null) ? url.getRawPath() : "";
		}

	}

}
