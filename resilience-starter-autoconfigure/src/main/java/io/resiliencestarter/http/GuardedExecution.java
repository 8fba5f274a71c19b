package io.resiliencestarter.http;

import java.io.IOException;
import java.net.URI;

import io.resiliencestarter.breaker.Permit;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChain.Scope;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Puts calls of Apache HttpClient through the breaker of the service that they are for;
 * those for no declared service are left alone. Thread-safe.
 */
final class GuardedExecution implements ExecChainHandler {

	private final ServiceMatcher<ServiceGuard> guards;

	GuardedExecution(ServiceMatcher<ServiceGuard> guards) {
		this.guards = guards;
	}

	@Override
	public ClassicHttpResponse execute(ClassicHttpRequest request, Scope scope, ExecChain chain)
			throws IOException, HttpException {
		ServiceGuard guard = match(request, scope.clientContext);
		if (guard == null) {
			return chain.proceed(request, scope);
		}
		Permit permit = guard.acquire();
		try {
			return watch(proceed(request, scope, chain, guard), guard, permit);
		}
		catch (Throwable ex) {
			if (scope.execRuntime.isExecutionAborted()) {
				guard.cancelled(permit);
			}
			guard.callFailed(ofConnection(ex), permit);
			throw ex;
		}
	}

	private @Nullable ServiceGuard match(ClassicHttpRequest request, HttpContext context) {
		URI url = RequestUrl.parse(request.getScheme() + "://" + request.getAuthority() + request.getPath());
		return (url != null) ? this.guards.match(context.getAttribute(ServiceAttribute.NAME), url) : null;
	}

	private static ClassicHttpResponse proceed(ClassicHttpRequest request, Scope scope, ExecChain chain,
			ServiceGuard guard) throws IOException, HttpException {
		RequestConfig config = scope.clientContext.getRequestConfigOrDefault();
		if (config.getResponseTimeout() != null) {
			return chain.proceed(request, scope);
		}
		Timeout timeout = Timeout.of(guard.readTimeout(null));
		scope.clientContext.setRequestConfig(RequestConfig.copy(config).setResponseTimeout(timeout).build());
		try {
			return chain.proceed(request, scope);
		}
		finally {
			scope.clientContext.setRequestConfig(config);
		}
	}

	private static ClassicHttpResponse watch(ClassicHttpResponse response, ServiceGuard guard, Permit permit) {
		if (guard.settle(response.getCode(), (name) -> header(response, name), permit)) {
			return response;
		}
		HttpEntity entity = response.getEntity();
		if (entity == null) {
			permit.success();
			return response;
		}
		return new GuardedClassicResponse(response, new GuardedEntity(entity, guard, permit), permit);
	}

	private static @Nullable String header(ClassicHttpResponse response, String name) {
		Header header = response.getFirstHeader(name);
		return (header != null) ? header.getValue() : null;
	}

	/**
	 * The client makes the same of it for its caller, later.
	 */
	private static Throwable ofConnection(Throwable thrown) {
		return (thrown instanceof HttpException) ? new ClientProtocolException(thrown.getMessage(), thrown) : thrown;
	}

}
