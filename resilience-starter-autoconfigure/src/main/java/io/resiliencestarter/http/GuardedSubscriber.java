package io.resiliencestarter.http;

import java.net.SocketTimeoutException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.resiliencestarter.breaker.Permit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response of the JDK's client, whose headers were fine. The call succeeds
 * once the body has ended in order. One that is waited for in vain for the read timeout
 * ends with an error: the timeout of the client ends with the headers.
 *
 * @param <T> the type of body
 */
final class GuardedSubscriber<T> implements BodySubscriber<T> {

	private final BodySubscriber<T> subscriber;

	private final HttpCall call;

	private final Permit permit;

	private final boolean stream;

	/** The buffers that are wanted and have not come. */
	private final AtomicLong wanted = new AtomicLong();

	/** Keeps the end by a timeout apart from a signal of the client. */
	private final Lock signals = new ReentrantLock();

	private final Runnable look = this::look;

	private volatile Flow.@Nullable Subscription subscription;

	private volatile long heardAt;

	private boolean ended;

	/**
	 * Create a subscriber.
	 * @param subscriber the original
	 * @param call the call
	 * @param contentType the type of the body, {@code null} if there is none
	 */
	GuardedSubscriber(BodySubscriber<T> subscriber, HttpCall call, @Nullable String contentType) {
		this.subscriber = subscriber;
		this.call = call;
		this.permit = call.permit();
		this.stream = EventStreams.isOne(contentType);
	}

	@Override
	public CompletionStage<T> getBody() {
		return this.subscriber.getBody();
	}

	@Override
	public void onSubscribe(Flow.Subscription original) {
		this.subscription = original;
		hear();
		if (!this.stream) {
			this.call.bodyWatch().add(this.look);
		}
		try {
			this.subscriber.onSubscribe(new GuardedSubscription(original));
		}
		catch (Throwable ex) {
			this.permit.ignore();
			end();
			throw ex;
		}
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		this.signals.lock();
		try {
			if (!this.ended) {
				this.wanted.updateAndGet((before) -> (before != Long.MAX_VALUE) ? before - 1 : before);
				hear();
				this.subscriber.onNext(buffers);
			}
		}
		catch (Throwable ex) {
			this.permit.ignore();
			throw ex;
		}
		finally {
			this.signals.unlock();
		}
	}

	@Override
	public void onError(Throwable failure) {
		if (end()) {
			this.call.bodyFailed(failure);
			this.subscriber.onError(failure);
		}
	}

	@Override
	public void onComplete() {
		if (end()) {
			this.permit.success();
			this.subscriber.onComplete();
		}
	}

	private boolean end() {
		this.call.bodyWatch().remove(this.look);
		this.signals.lock();
		try {
			boolean first = !this.ended;
			this.ended = true;
			return first;
		}
		finally {
			this.signals.unlock();
		}
	}

	private void hear() {
		this.heardAt = this.permit.nanos();
	}

	private boolean isWaitedForSince(Duration time) {
		return this.wanted.get() > 0 && this.permit.nanos() - this.heardAt >= time.toNanos();
	}

	/**
	 * While a signal is being handled, the service is not silent.
	 */
	private void look() {
		if (!isWaitedForSince(this.call.readTimeout()) || !this.signals.tryLock()) {
			return;
		}
		try {
			if (isWaitedForSince(this.call.readTimeout()) && end()) {
				stalled();
			}
		}
		finally {
			this.signals.unlock();
		}
	}

	private void stalled() {
		SocketTimeoutException failure = new SocketTimeoutException(
				"Nothing came for %d ms in the middle of the body".formatted(this.call.readTimeout().toMillis()));
		this.call.failed(failure);
		cancelOriginal();
		this.subscriber.onError(failure);
	}

	private void cancelOriginal() {
		Flow.Subscription original = this.subscription;
		if (original != null) {
			original.cancel();
		}
	}

	/**
	 * The caller does not want the rest. That is a success, unless the caller has run out
	 * of patience.
	 */
	void cancelled() {
		this.call.bodyWatch().remove(this.look);
		if (!this.stream && isWaitedForSince(this.call.guard().cancelAfter())) {
			this.permit.failure(new TimeoutException("Cancelled in the middle of the body"));
		}
		this.permit.success();
	}

	/**
	 * Knows what is wanted.
	 */
	private final class GuardedSubscription implements Flow.Subscription {

		private final Flow.Subscription original;

		GuardedSubscription(Flow.Subscription original) {
			this.original = original;
		}

		@Override
		public void request(long count) {
			if (GuardedSubscriber.this.wanted.getAndUpdate((before) -> sum(before, count)) == 0) {
				hear();
			}
			this.original.request(count);
		}

		private static long sum(long before, long count) {
			long sum = before + Math.max(count, 0);
			return (sum < 0) ? Long.MAX_VALUE : sum;
		}

		@Override
		public void cancel() {
			cancelled();
			end();
			this.original.cancel();
		}

	}

}
