package io.resiliencestarter.web;

import java.io.IOException;
import java.util.List;

import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.breaker.Rejection;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.handler.AbstractHandlerExceptionResolver;

/**
 * Answers requests that an open breaker has made fail. The last of all resolvers:
 * whatever the application does with an exception comes first.
 */
class RejectionExceptionResolver extends AbstractHandlerExceptionResolver {

	private final Breakers breakers;

	private final List<HttpMessageConverter<?>> converters;

	/**
	 * Create a resolver.
	 * @param breakers the breakers
	 * @param converters write the problem
	 */
	RejectionExceptionResolver(Breakers breakers, List<HttpMessageConverter<?>> converters) {
		this.breakers = breakers;
		this.converters = converters;
	}

	@Override
	protected @Nullable ModelAndView doResolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		Rejection rejection = response.isCommitted() ? null : this.breakers.rejection(ex);
		if (rejection == null) {
			return null;
		}
		try {
			response(RejectionProblem.of(rejection)).writeTo(request, response, () -> this.converters);
		}
		catch (ServletException | IOException failure) {
			// The caller is gone, or there is no JSON and status and headers have to do
			this.logger.debug("The problem could not be written", failure);
		}
		return new ModelAndView();
	}

	private static ServerResponse response(RejectionProblem problem) {
		return ServerResponse.status(problem.body().getStatus())
			.headers((headers) -> headers.addAll(problem.headers()))
			.body(problem.body());
	}

}
