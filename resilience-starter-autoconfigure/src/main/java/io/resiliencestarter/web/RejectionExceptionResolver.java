package io.resiliencestarter.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.breaker.Rejection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.util.FastByteArrayOutputStream;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.handler.AbstractHandlerExceptionResolver;

/**
 * Answers requests that an open breaker has made fail. The last of all resolvers:
 * whatever the application does with an exception comes first.
 */
class RejectionExceptionResolver extends AbstractHandlerExceptionResolver {

	private final Breakers breakers;

	private final SingletonSupplier<@Nullable HttpMessageConverter<Object>> converter;

	/**
	 * Create a resolver.
	 * @param breakers the breakers
	 * @param converters write the problem
	 */
	RejectionExceptionResolver(Breakers breakers, List<HttpMessageConverter<?>> converters) {
		this.breakers = breakers;
		this.converter = SingletonSupplier.ofNullable(() -> converter(converters));
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
	 * If there is no JSON, status and headers have to do. With its length, a body takes
	 * one write to the socket, and two without.
	 */
	private void write(RejectionProblem problem, HttpServletResponse response) throws IOException {
		try (ServletServerHttpResponse output = new ServletServerHttpResponse(response)) {
			output.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
			problem.addTo(output.getHeaders());
			HttpMessageConverter<Object> converter = this.converter.get();
			if (converter != null) {
				Buffer buffer = new Buffer(output.getHeaders(), new FastByteArrayOutputStream());
				converter.write(problem.body(), MediaType.APPLICATION_PROBLEM_JSON, buffer);
				output.getHeaders().setContentLength(buffer.body().size());
				buffer.body().writeTo(output.getBody());
			}
		}
	}

	@SuppressWarnings("unchecked") // it says that it can
	private static @Nullable HttpMessageConverter<Object> converter(List<HttpMessageConverter<?>> converters) {
		for (HttpMessageConverter<?> converter : converters) {
			if (converter.canWrite(ProblemDetail.class, MediaType.APPLICATION_PROBLEM_JSON)) {
				return (HttpMessageConverter<Object>) converter;
			}
		}
		return null;
	}

	/**
	 * A body that is yet to be sent.
	 */
	private record Buffer(HttpHeaders headers, FastByteArrayOutputStream body) implements HttpOutputMessage {

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public OutputStream getBody() {
			return this.body;
		}

	}

}
