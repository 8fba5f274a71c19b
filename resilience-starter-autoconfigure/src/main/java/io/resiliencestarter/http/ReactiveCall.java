package io.resiliencestarter.http;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import io.resiliencestarter.breaker.Permit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpResponseDecorator;

/**
 * A call whose outcome is told by signals. It succeeds once the body has ended in order.
 * Whoever cancels says nothing about the service, unless it has been silent for long:
 * then the caller has run out of patience. Streams of events are silent by nature.
 */
final class ReactiveCall {

	private final ServiceGuard guard;

	private final HttpMethod method;

	private final Duration readTimeout;

	private final BodyWatch watch;

	private final Permit permit;

	private volatile boolean answered;

	private volatile long heardAt;

	/**
	 * Create a call.
	 * @param guard the guard of the service
	 * @param method the method of the request
	 * @param readTimeout how long the service may be silent in the middle of the body
	 * @param watch looks at bodies
	 * @param permit the permit of the call
	 */
	ReactiveCall(ServiceGuard guard, HttpMethod method, Duration readTimeout, BodyWatch watch, Permit permit) {
		this.guard = guard;
		this.method = method;
		this.readTimeout = readTimeout;
		this.watch = watch;
		this.permit = permit;
	}

	/**
	 * Watch the call.
	 * @param response the response to come
	 * @return the watched response
	 */
	Mono<ClientHttpResponse> watch(Mono<ClientHttpResponse> response) {
		return response.map(this::answered).doOnError(this::failed).doOnCancel(this::cancelled);
	}

	private ClientHttpResponse answered(ClientHttpResponse response) {
		this.answered = true;
		hear();
		return this.guard.settle(response.getStatusCode(), response, this.permit) ? response : new Watched(response);
	}

	private void failed(Throwable failure) {
		if (this.answered) {
			this.guard.bodyFailed(failure, this.permit);
		}
		else {
			this.guard.callFailed(failure, this.permit);
		}
	}

	/**
	 * Also seen when the body is cancelled, which is another matter.
	 */
	private void cancelled() {
		if (!this.answered) {
			this.guard.cancelled(this.permit);
		}
	}

	private void hear() {
		this.heardAt = this.permit.nanos();
	}

	private boolean isSilentFor(Duration time) {
		return this.permit.nanos() - this.heardAt >= time.toNanos();
	}

	private boolean isSilentForLong() {
		return isSilentFor(this.guard.cancelAfter());
	}

	/**
	 * A response whose headers were fine.
	 */
	private final class Watched extends ClientHttpResponseDecorator {

		private final BodyLength length;

		private final boolean stream;

		/** The elements that are wanted and have not come. */
		private final AtomicLong wanted = new AtomicLong();

		private final Sinks.Empty<Void> stalled = Sinks.empty();

		private final Runnable look = this::look;

		Watched(ClientHttpResponse response) {
			super(response);
			this.length = BodyLength.expected(ReactiveCall.this.method, response.getStatusCode(),
					response.getHeaders());
			this.stream = EventStreams.isOne(response.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE));
		}

		@Override
		public Flux<DataBuffer> getBody() {
			Flux<DataBuffer> body = super.getBody().doOnRequest(this::requested).doOnNext(this::received);
			return (this.stream ? body : endWhenStalled(body)).doOnError(ReactiveCall.this::failed)
				.doOnComplete(this::ended)
				.doOnCancel(this::cancelled);
		}

		private Flux<DataBuffer> endWhenStalled(Flux<DataBuffer> body) {
			BodyWatch watch = ReactiveCall.this.watch;
			return body.takeUntilOther(this.stalled.asMono())
				.doOnSubscribe((subscription) -> watch.add(this.look))
				.doFinally((signal) -> watch.remove(this.look));
		}

		private void requested(long count) {
			if (this.wanted.getAndUpdate((before) -> Operators.addCap(before, count)) == 0) {
				hear();
			}
		}

		private void received(DataBuffer buffer) {
			this.length.add(buffer.readableByteCount());
			this.wanted.updateAndGet((before) -> (before != Long.MAX_VALUE) ? before - 1 : before);
			hear();
		}

		/**
		 * The read timeout of some clients ends with the headers.
		 */
		private void look() {
			Duration timeout = ReactiveCall.this.readTimeout;
			if (this.wanted.get() > 0 && isSilentFor(timeout)) {
				this.stalled.tryEmitError(new SocketTimeoutException(
						"Nothing came for %d ms in the middle of the body".formatted(timeout.toMillis())));
			}
		}

		private void ended() {
			this.length.settle(ReactiveCall.this.permit);
		}

		private void cancelled() {
			if (!this.stream && isSilentForLong()) {
				ReactiveCall.this.permit.failure(new TimeoutException("Cancelled in the middle of the body"));
			}
			ReactiveCall.this.permit.success();
		}

	}

}
