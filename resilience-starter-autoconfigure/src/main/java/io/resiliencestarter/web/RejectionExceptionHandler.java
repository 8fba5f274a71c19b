package io.resiliencestarter.web;

import java.util.List;

import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.breaker.Rejection;
import reactor.core.publisher.Mono;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Answers requests that an open breaker has made fail, unless the application has given
 * the exception a status of its own.
 */
class RejectionExceptionHandler implements WebExceptionHandler {

	private final Breakers breakers;

	private final ServerResponse.Context context;

	/**
	 * Create a handler.
	 * @param breakers the breakers
	 * @param writers write the problem
	 */
	RejectionExceptionHandler(Breakers breakers, List<HttpMessageWriter<?>> writers) {
		this.breakers = breakers;
		this.context = new Context(writers);
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable ex) {
		Rejection rejection = (exchange.getResponse().isCommitted() || hasStatus(ex)) ? null
				: this.breakers.rejection(ex);
		if (rejection == null) {
			return Mono.error(ex);
		}
		exchange.getResponse().getHeaders().clearContentHeaders();
		return response(RejectionProblem.of(rejection)).flatMap((response) -> response.writeTo(exchange, this.context));
	}

	private static boolean hasStatus(Throwable ex) {
		return ex instanceof ErrorResponse || AnnotatedElementUtils.hasAnnotation(ex.getClass(), ResponseStatus.class);
	}

	private static Mono<ServerResponse> response(RejectionProblem problem) {
		return ServerResponse.status(problem.body().getStatus()).headers(problem::addTo).bodyValue(problem.body());
	}

	/**
	 * What it takes to write a response.
	 *
	 * @param messageWriters write the body
	 */
	private record Context(List<HttpMessageWriter<?>> messageWriters) implements ServerResponse.Context {

		@Override
		public List<ViewResolver> viewResolvers() {
			return List.of();
		}

	}

}
