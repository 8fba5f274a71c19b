package io.resiliencestarter.web;

import java.io.IOException;
import java.util.List;

import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.breaker.Rejection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.servlet.ModelAndView;
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
			write(RejectionProblem.of(rejection), response);
		}
		catch (IOException | HttpMessageNotWritableException failure) {
			this.logger.debug("The problem could not be written", failure);
		}
		return new ModelAndView();
	}

	/**
	 * If there is no JSON, status and headers have to do.
	 */
	private void write(RejectionProblem problem, HttpServletResponse response) throws IOException {
		try (ServletServerHttpResponse output = new ServletServerHttpResponse(response)) {
			output.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
			problem.addTo(output.getHeaders());
			HttpMessageConverter<Object> converter = converter();
			if (converter != null) {
				converter.write(problem.body(), MediaType.APPLICATION_PROBLEM_JSON, output);
			}
		}
	}

	@SuppressWarnings("unchecked") // it says that it can
	private @Nullable HttpMessageConverter<Object> converter() {
		for (HttpMessageConverter<?> converter : this.converters) {
			if (converter.canWrite(ProblemDetail.class, MediaType.APPLICATION_PROBLEM_JSON)) {
				return (HttpMessageConverter<Object>) converter;
			}
		}
		return null;
	}

}
