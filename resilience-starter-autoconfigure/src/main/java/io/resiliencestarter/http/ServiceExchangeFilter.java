package io.resiliencestarter.http;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * Tells the connector, which sees the attributes of a request too late, the service that
 * one names, and makes rejected calls fail as those of the other clients do.
 */
final class ServiceExchangeFilter implements ExchangeFilterFunction {

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		Object service = request.attributes().get(ServiceAttribute.NAME);
		return next.exchange(request)
			.onErrorMap(WebClientRequestException.class, ServiceExchangeFilter::unwrap)
			.contextWrite((context) -> name(context, service));
	}

	private static Throwable unwrap(WebClientRequestException failure) {
		return (failure.getCause() instanceof CallNotPermittedException rejection) ? rejection : failure;
	}

	/**
	 * A call that is made on the way, for a token perhaps, is not for the same service.
	 */
	private static Context name(Context context, @Nullable Object service) {
		return (service != null) ? context.put(ServiceAttribute.NAME, service) : context.delete(ServiceAttribute.NAME);
	}

}
