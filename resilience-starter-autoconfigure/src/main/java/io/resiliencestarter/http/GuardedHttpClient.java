package io.resiliencestarter.http;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ReflectionUtils;

/**
 * A client of the JDK whose calls go through the breaker of the service that they are
 * for; those for no declared service are left alone. Thread-safe.
 */
final class GuardedHttpClient extends HttpClient {

	private static final @Nullable Method SHUTDOWN = ofJdk21("shutdown");

	private static final @Nullable Method SHUTDOWN_NOW = ofJdk21("shutdownNow");

	private static final @Nullable Method IS_TERMINATED = ofJdk21("isTerminated");

	private static final @Nullable Method AWAIT_TERMINATION = ofJdk21("awaitTermination", Duration.class);

	private final HttpClient client;

	private final Function<URI, @Nullable ServiceGuard> guards;

	private final BodyWatch watch = new BodyWatch(BodyWatchThread::schedule);

	/**
	 * Create a guarded client.
	 * @param client the original
	 * @param guards finds the guard of a call, {@code null} if it is to be left alone
	 */
	GuardedHttpClient(HttpClient client, Function<URI, @Nullable ServiceGuard> guards) {
		this.client = client;
		this.guards = guards;
	}

	@Override
	public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
			throws IOException, InterruptedException {
		ServiceGuard guard = this.guards.apply(request.uri());
		if (guard == null) {
			return this.client.send(request, handler);
		}
		HttpCall call = new HttpCall(guard, request, this.watch);
		try {
			HttpResponse<T> response = this.client.send(call.request(), call.watch(handler));
			call.returned();
			return response;
		}
		catch (Throwable ex) {
			call.failed(ex);
			throw ex;
		}
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
		ServiceGuard guard = this.guards.apply(request.uri());
		return (guard != null)
				? begin(guard, request, (call) -> this.client.sendAsync(call.request(), call.watch(handler)))
				: this.client.sendAsync(request, handler);
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler,
			@Nullable PushPromiseHandler<T> pushes) {
		ServiceGuard guard = this.guards.apply(request.uri());
		return (guard != null)
				? begin(guard, request, (call) -> this.client.sendAsync(call.request(), call.watch(handler), pushes))
				: this.client.sendAsync(request, handler, pushes);
	}

	private <T> CompletableFuture<HttpResponse<T>> begin(ServiceGuard guard, HttpRequest request,
			Function<HttpCall, CompletableFuture<HttpResponse<T>>> client) {
		HttpCall call;
		try {
			call = new HttpCall(guard, request, this.watch);
		}
		catch (CallNotPermittedException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		try {
			return HttpCallFuture.of(client.apply(call), call);
		}
		catch (Throwable ex) {
			call.failed(ex);
			throw ex;
		}
	}

	@Override
	public Optional<CookieHandler> cookieHandler() {
		return this.client.cookieHandler();
	}

	@Override
	public Optional<Duration> connectTimeout() {
		return this.client.connectTimeout();
	}

	@Override
	public Redirect followRedirects() {
		return this.client.followRedirects();
	}

	@Override
	public Optional<ProxySelector> proxy() {
		return this.client.proxy();
	}

	@Override
	public SSLContext sslContext() {
		return this.client.sslContext();
	}

	@Override
	public SSLParameters sslParameters() {
		return this.client.sslParameters();
	}

	@Override
	public Optional<Authenticator> authenticator() {
		return this.client.authenticator();
	}

	@Override
	public Version version() {
		return this.client.version();
	}

	@Override
	public Optional<Executor> executor() {
		return this.client.executor();
	}

	@Override
	public WebSocket.Builder newWebSocketBuilder() {
		return this.client.newWebSocketBuilder();
	}

	/**
	 * Overrides what there is from JDK 21 on, as do the next three; {@code close} is made
	 * of them.
	 */
	public void shutdown() {
		delegate(SHUTDOWN);
	}

	public void shutdownNow() {
		delegate(SHUTDOWN_NOW);
	}

	public boolean isTerminated() {
		return Boolean.TRUE.equals(delegate(IS_TERMINATED));
	}

	public boolean awaitTermination(Duration time) throws InterruptedException {
		try {
			return Boolean.TRUE.equals(delegate(AWAIT_TERMINATION, time));
		}
		catch (UndeclaredThrowableException ex) {
			if (ex.getUndeclaredThrowable() instanceof InterruptedException interrupt) {
				throw interrupt;
			}
			throw ex;
		}
	}

	private @Nullable Object delegate(@Nullable Method method, Object... arguments) {
		return (method != null) ? ReflectionUtils.invokeMethod(method, this.client, arguments) : null;
	}

	private static @Nullable Method ofJdk21(String name, Class<?>... parameters) {
		return ReflectionUtils.findMethod(HttpClient.class, name, parameters);
	}

	@Override
	public String toString() {
		return "Guarded " + this.client;
	}

	/**
	 * A native image has only the methods that it is told of.
	 */
	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection().registerType(HttpClient.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		}

	}

}
