package io.resiliencestarter.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

import feign.Client;
import feign.Request;
import feign.Request.HttpMethod;
import feign.Request.Options;
import feign.RequestTemplate;
import feign.Response;
import feign.Target;
import io.resiliencestarter.breaker.Permit;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * A client of Feign whose calls go through the breaker of the service that they are for;
 * those for no declared service are left alone. Thread-safe.
 */
final class GuardedFeignClient implements Client {

	private final Client client;

	private final ServiceMatcher<ServiceGuard> guards;

	GuardedFeignClient(Client client, ServiceMatcher<ServiceGuard> guards) {
		this.client = client;
		this.guards = guards;
	}

	@Override
	public Response execute(Request request, Options options) throws IOException {
		ServiceGuard guard = match(request);
		if (guard == null) {
			return this.client.execute(request, options);
		}
		Permit permit = guard.acquire();
		try {
			return watch(this.client.execute(request, withTimeouts(options, guard)), request, guard, permit);
		}
		catch (Throwable ex) {
			guard.callFailed(ex, permit);
			throw ex;
		}
	}

	private @Nullable ServiceGuard match(Request request) {
		URI url = RequestUrl.parse(request.url());
		return (url != null) ? this.guards.match(service(request), url) : null;
	}

	/**
	 * A client that is named like a service calls no other.
	 */
	private @Nullable String service(Request request) {
		RequestTemplate template = request.requestTemplate();
		Target<?> target = (template != null) ? template.feignTarget() : null;
		return (target != null && this.guards.contains(target.name())) ? target.name() : null;
	}

	private static Options withTimeouts(Options options, ServiceGuard guard) {
		Duration connect = guard.connectTimeout(Duration.ofMillis(options.connectTimeoutMillis()));
		Duration read = guard.readTimeout(Duration.ofMillis(options.readTimeoutMillis()));
		return new Options(connect.toMillis(), TimeUnit.MILLISECONDS, read.toMillis(), TimeUnit.MILLISECONDS,
				options.isFollowRedirects());
	}

	private static Response watch(Response response, Request request, ServiceGuard guard, Permit permit) {
		if (guard.settle(response.status(), (name) -> header(response, name), permit)) {
			return response;
		}
		Response.Body body = response.body();
		if (body == null || body.isRepeatable()) {
			permit.success();
			return response;
		}
		return response.toBuilder()
			.body(new GuardedFeignBody(body, length(response, body, request), guard, permit))
			.build();
	}

	private static @Nullable String header(Response response, String name) {
		Collection<String> values = response.headers().get(name);
		return (values != null && !values.isEmpty()) ? values.iterator().next() : null;
	}

	/**
	 * Feign gives the announced length also to a body that it decodes, and to one that
	 * does not come.
	 */
	private static BodyLength length(Response response, Response.Body body, Request request) {
		Integer announced = body.length();
		boolean plain = announced != null && request.httpMethod() != HttpMethod.HEAD && response.status() != 304
				&& !response.headers().containsKey(HttpHeaders.CONTENT_ENCODING);
		return BodyLength.expected(plain ? announced : -1);
	}

}
