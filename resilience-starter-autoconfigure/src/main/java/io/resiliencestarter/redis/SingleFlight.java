package io.resiliencestarter.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Makes an attempt once for all who want it at the same time: the others share its
 * outcome, instead of trying one after the other. Once it has succeeded, it is quick, and
 * everybody makes it. Thread-safe.
 *
 * @param <T> the type of result
 */
final class SingleFlight<T extends @Nullable Object> {

	private final AtomicReference<@Nullable CompletableFuture<T>> current = new AtomicReference<>();

	private volatile boolean succeeded;

	/**
	 * Make the attempt, or wait for the one that is under way.
	 * @param attempt makes it
	 * @return its result
	 */
	T run(Supplier<T> attempt) {
		if (this.succeeded) {
			return attempt.get();
		}
		CompletableFuture<T> mine = new CompletableFuture<>();
		CompletableFuture<T> other = this.current.compareAndExchange(null, mine);
		if (other != null) {
			return join(other);
		}
		try {
			T result = attempt.get();
			this.succeeded = true;
			mine.complete(result);
			return result;
		}
		catch (RuntimeException | Error ex) {
			mine.completeExceptionally(ex);
			throw ex;
		}
		finally {
			this.current.set(null);
		}
	}

	/**
	 * The next attempt takes its time again.
	 */
	void reset() {
		this.succeeded = false;
	}

	private static <T extends @Nullable Object> T join(CompletableFuture<T> other) {
		try {
			return other.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

}
