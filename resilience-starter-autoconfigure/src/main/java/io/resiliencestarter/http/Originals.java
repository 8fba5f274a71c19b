package io.resiliencestarter.http;

import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.HttpClientSettings;

/**
 * What makes the calls behind a guard: one for each combination of timeouts, built when
 * it is needed. Thread-safe.
 *
 * @param <T> the type of what makes the calls
 */
final class Originals<T> implements DisposableBean {

	private final Function<HttpClientSettings, T> builder;

	private final HttpClientSettings settings;

	private final Map<HttpClientSettings, T> bySettings = new ConcurrentHashMap<>();

	private final Map<ServiceGuard, T> byService = new ConcurrentHashMap<>();

	/**
	 * Create an empty store.
	 * @param builder builds an original
	 * @param settings the settings that the client was built with
	 */
	Originals(Function<HttpClientSettings, T> builder, HttpClientSettings settings) {
		this.builder = builder;
		this.settings = settings;
	}

	HttpClientSettings settings() {
		return this.settings;
	}

	/**
	 * Return what makes the calls to a service.
	 * @param guard the guard of the service, {@code null} for calls to none
	 * @return the original with the timeouts of the service
	 */
	T of(@Nullable ServiceGuard guard) {
		return (guard != null) ? this.byService.computeIfAbsent(guard, (key) -> build(key.settings(this.settings)))
				: build(this.settings);
	}

	private T build(HttpClientSettings wanted) {
		return this.bySettings.computeIfAbsent(wanted, this.builder);
	}

	@Override
	public void destroy() throws Exception {
		for (T original : new HashSet<>(this.bySettings.values())) {
			if (original instanceof DisposableBean disposable) {
				disposable.destroy();
			}
			else if (original instanceof AutoCloseable closeable) {
				closeable.close();
			}
		}
	}

}
