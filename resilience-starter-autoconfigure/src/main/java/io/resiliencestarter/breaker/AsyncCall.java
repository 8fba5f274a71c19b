package io.resiliencestarter.breaker;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A call of a {@link Guard} that answers later. The caller gets a future of his own: one
 * that is derived from the original would not tell that he cancels it.
 *
 * @param <T> the type of result
 */
final class AsyncCall<T extends @Nullable Object> {

	private final Guard guard;

	private final @Nullable Function<? super Exception, ? extends T> fallback;

	private final CompletableFuture<T> result = new CompletableFuture<>();

	/**
	 * Create a call.
	 * @param guard the guard
	 * @param fallback gives a result while the dependency is unavailable, or {@code null}
	 */
	AsyncCall(Guard guard, @Nullable Function<? super Exception, ? extends T> fallback) {
		this.guard = guard;
		this.fallback = fallback;
	}

	/**
	 * Start the call.
	 * @param call starts the original
	 * @return the result to come
	 */
	CompletableFuture<T> start(Supplier<? extends CompletionStage<T>> call) {
		try {
			watch(this.guard.begin(), call);
		}
		catch (Throwable ex) {
			fail(ex);
		}
		return this.result;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // the callbacks do not fail
	private void watch(GuardedCall guarded, Supplier<? extends CompletionStage<T>> call) {
		try {
			CompletionStage<T> original = call.get();
			this.result.whenComplete((value, failure) -> left(guarded, original));
			original.whenComplete((value, failure) -> ended(guarded, value, failure));
		}
		catch (Throwable ex) {
			guarded.failed(ex);
			throw ex;
		}
	}

	/**
	 * The caller has a result: the one of the call, or he did not wait for it.
	 */
	private void left(GuardedCall guarded, CompletionStage<T> original) {
		guarded.cancelled();
		if (original instanceof Future<?> future && !future.isDone()) {
			future.cancel(true);
		}
	}

	private void ended(GuardedCall guarded, T value, @Nullable Throwable failure) {
		if (failure == null) {
			guarded.succeeded();
			this.result.complete(value);
			return;
		}
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof CancellationException) {
			guarded.cancelled();
		}
		guarded.failed(cause);
		fail(cause);
	}

	private void fail(Throwable failure) {
		if (this.fallback == null || !(failure instanceof Exception exception) || !this.guard.isUnavailable(failure)) {
			this.result.completeExceptionally(failure);
			return;
		}
		try {
			this.result.complete(this.fallback.apply(exception));
		}
		catch (Throwable ex) {
			this.result.completeExceptionally(ex);
		}
	}

}
