package io.resiliencestarter.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * The result of a call of the JDK's client. As with that of the JDK, to cancel it, or
 * what is derived from it, cancels the call.
 *
 * @param <T> the type of result
 */
final class HttpCallFuture<T> extends CompletableFuture<T> {

	private final Future<?> original;

	private final HttpCall call;

	private HttpCallFuture(Future<?> original, HttpCall call) {
		this.original = original;
		this.call = call;
	}

	/**
	 * Watch a call.
	 * @param <T> the type of result
	 * @param original the original result
	 * @param call the call
	 * @return the watched result
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // ends by itself
	static <T> HttpCallFuture<T> of(CompletableFuture<T> original, HttpCall call) {
		HttpCallFuture<T> future = new HttpCallFuture<>(original, call);
		original.whenComplete(future::end);
		return future;
	}

	private void end(T result, @Nullable Throwable failure) {
		if (failure != null) {
			this.call.failed(failure);
			completeExceptionally(failure);
		}
		else {
			this.call.returned();
			complete(result);
		}
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new HttpCallFuture<>(this.original, this.call);
	}

	/**
	 * The outcome is recorded first: the client takes the end for a broken connection.
	 */
	@Override
	public boolean cancel(boolean mayInterrupt) {
		if (!isDone()) {
			this.call.cancelled();
		}
		boolean cancelled = super.cancel(mayInterrupt);
		this.original.cancel(mayInterrupt);
		return cancelled;
	}

}
