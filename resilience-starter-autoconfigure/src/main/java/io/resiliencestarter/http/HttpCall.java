package io.resiliencestarter.http;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;

import io.resiliencestarter.breaker.Permit;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * A call of the JDK's client. Its outcome is told by the headers, by the body, or by what
 * the client throws. A body that fails before the client has returned is left to that:
 * the client tells there whether its caller was interrupted.
 */
final class HttpCall {

	private final ServiceGuard guard;

	private final BodyWatch watch;

	private final HttpRequest request;

	private final Duration readTimeout;

	private final Permit permit;

	private volatile boolean unwritable;

	private volatile boolean answered;

	private volatile @Nullable GuardedSubscriber<?> body;

	private boolean returned;

	private @Nullable Throwable failureOfBody;

	/**
	 * Begin a call.
	 * @param guard the guard of the service
	 * @param request the original request
	 * @param watch looks at bodies
	 * @throws io.github.resilience4j.circuitbreaker.CallNotPermittedException if the
	 * breaker is open
	 */
	HttpCall(ServiceGuard guard, HttpRequest request, BodyWatch watch) {
		this.guard = guard;
		this.watch = watch;
		this.readTimeout = request.timeout().orElseGet(() -> guard.readTimeout(null));
		this.request = guarded(request);
		this.permit = guard.acquire();
	}

	private HttpRequest guarded(HttpRequest original) {
		HttpRequest.Builder copy = HttpRequest.newBuilder(original, (name, value) -> true).timeout(this.readTimeout);
		original.bodyPublisher()
			.ifPresent((publisher) -> copy.method(original.method(), new GuardedPublisher(publisher)));
		return copy.build();
	}

	HttpRequest request() {
		return this.request;
	}

	/**
	 * Watch the response.
	 * @param <T> the type of body
	 * @param handler the original handler
	 * @return the handler that watches
	 */
	<T> BodyHandler<T> watch(BodyHandler<T> handler) {
		return (response) -> {
			this.answered = true;
			return this.guard.settle(response.statusCode(), (name) -> header(response, name), this.permit)
					? handler.apply(response) : watch(response, handler);
		};
	}

	private static @Nullable String header(ResponseInfo response, String name) {
		return response.headers().firstValue(name).orElse(null);
	}

	private <T> BodySubscriber<T> watch(ResponseInfo response, BodyHandler<T> handler) {
		try {
			GuardedSubscriber<T> subscriber = new GuardedSubscriber<>(handler.apply(response), this,
					header(response, HttpHeaders.CONTENT_TYPE));
			this.body = subscriber;
			return subscriber;
		}
		catch (Throwable ex) {
			this.permit.ignore();
			throw ex;
		}
	}

	ServiceGuard guard() {
		return this.guard;
	}

	Permit permit() {
		return this.permit;
	}

	BodyWatch bodyWatch() {
		return this.watch;
	}

	Duration readTimeout() {
		return this.readTimeout;
	}

	synchronized void bodyFailed(Throwable failure) {
		this.failureOfBody = failure;
		if (this.returned) {
			failed(failure);
		}
	}

	/**
	 * The client has returned a response. One that it has from elsewhere than the service
	 * says nothing.
	 */
	synchronized void returned() {
		this.returned = true;
		if (!this.answered) {
			this.permit.ignore();
		}
		else if (this.failureOfBody != null) {
			failed(this.failureOfBody);
		}
	}

	void failed(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (this.unwritable) {
			this.permit.ignore();
		}
		else if (this.answered) {
			this.guard.bodyFailed(cause, this.permit);
		}
		else {
			this.guard.callFailed(cause, this.permit);
		}
	}

	/**
	 * The caller does not want the response any more.
	 */
	void cancelled() {
		GuardedSubscriber<?> subscriber = this.body;
		if (subscriber != null) {
			subscriber.cancelled();
		}
		else {
			this.guard.cancelled(this.permit);
		}
	}

	/**
	 * A body to send. If the caller cannot write it, that is no failure of the service.
	 */
	private final class GuardedPublisher implements BodyPublisher {

		private final BodyPublisher publisher;

		GuardedPublisher(BodyPublisher publisher) {
			this.publisher = publisher;
		}

		@Override
		public long contentLength() {
			return this.publisher.contentLength();
		}

		@Override
		public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
			this.publisher.subscribe(new Flow.Subscriber<>() {

				@Override
				public void onSubscribe(Flow.Subscription subscription) {
					subscriber.onSubscribe(subscription);
				}

				@Override
				public void onNext(ByteBuffer buffer) {
					subscriber.onNext(buffer);
				}

				@Override
				public void onError(Throwable failure) {
					HttpCall.this.unwritable = true;
					subscriber.onError(failure);
				}

				@Override
				public void onComplete() {
					subscriber.onComplete();
				}

			});
		}

	}

}
