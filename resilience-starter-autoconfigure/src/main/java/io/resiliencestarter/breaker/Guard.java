package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls to one dependency that is no HTTP service go through a breaker: a mail
 * server, an SDK, a directory, a message broker. Each exception counts as a failure,
 * except where the thread was interrupted or a rule of the user ignores it; an
 * {@link Error} says nothing. While the breaker is open, calls are not made and
 * {@link CallNotPermittedException} is thrown, without a stack trace.
 * <p>
 * A fallback is asked if the call was not made or failed and counts. That does not hide a
 * failure from the breaker. Exceptions that tell of a mistake in the code, such as
 * {@link NullPointerException} and {@link IllegalArgumentException}, and HTTP statuses of
 * 4xx are thrown all the same.
 * <p>
 * Thread-safe. To be had from {@link Guards}; see {@link ReactiveGuard} for Reactor.
 */
public final class Guard {

	private final String name;

	private final @Nullable Breaker breaker;

	private final GuardFailures failures;

	private final Duration cancelAfter;

	/**
	 * Create a guard.
	 * @param name the name
	 * @param breaker the breaker, {@code null} to make all calls
	 * @param failures judges what calls throw
	 * @param cancelAfter the silence from which on a cancelled call is a failure
	 */
	Guard(String name, @Nullable Breaker breaker, GuardFailures failures, Duration cancelAfter) {
		this.name = name;
		this.breaker = breaker;
		this.failures = failures;
		this.cancelAfter = cancelAfter;
	}

	/**
	 * Create a guard that lets all calls through.
	 */
	static Guard unguarded(String name) {
		return new Guard(name, null, new GuardFailures(ExceptionRules.none()), Duration.ZERO);
	}

	/**
	 * Return the name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Make a call.
	 * @param <T> the type of result
	 * @param <X> the type of exception that the call throws
	 * @param call the call
	 * @return its result
	 * @throws X if it fails
	 * @throws CallNotPermittedException if the breaker is open
	 */
	public <T extends @Nullable Object, X extends Exception> T call(Call<T, X> call) throws X {
		GuardedCall guarded = begin();
		try {
			T result = call.call();
			guarded.succeeded();
			return result;
		}
		catch (Throwable ex) {
			guarded.failed(ex);
			throw ex;
		}
	}

	/**
	 * Make a call, or give another result while the dependency is unavailable.
	 * @param <T> the type of result
	 * @param <X> the type of exception that the call throws
	 * @param call the call
	 * @param fallback gives the other result, told why
	 * @return the result
	 * @throws X if it fails for another reason
	 */
	public <T extends @Nullable Object, X extends Exception> T call(Call<T, X> call,
			Function<? super Exception, ? extends T> fallback) throws X {
		return Fallback.<T, X>call(() -> call(call), this::isUnavailable, fallback);
	}

	/**
	 * Make a call without a result.
	 * @param <X> the type of exception that the call throws
	 * @param action the call
	 * @throws X if it fails
	 * @throws CallNotPermittedException if the breaker is open
	 */
	public <X extends Exception> void run(Action<X> action) throws X {
		this.<@Nullable Void, X>call(() -> {
			action.run();
			return null;
		});
	}

	/**
	 * Make a call without a result, or do something else while the dependency is
	 * unavailable.
	 * @param <X> the type of exception that the call throws
	 * @param action the call
	 * @param fallback does something else, told why
	 * @throws X if it fails for another reason
	 */
	public <X extends Exception> void run(Action<X> action, Consumer<? super Exception> fallback) throws X {
		this.<@Nullable Void, X>call(() -> {
			action.run();
			return null;
		}, (failure) -> {
			fallback.accept(failure);
			return null;
		});
	}

	/**
	 * Make a call that answers later. A caller who cancels the future, completes it or
	 * lets it time out says nothing about the dependency, unless that has been silent for
	 * {@code cancel-after}; the original is cancelled then.
	 * @param <T> the type of result
	 * @param call starts the call
	 * @return the result to come; completed with {@link CallNotPermittedException} if the
	 * breaker is open, and with what the call throws right away
	 */
	public <T extends @Nullable Object> CompletableFuture<T> callAsync(Supplier<? extends CompletionStage<T>> call) {
		return new AsyncCall<T>(this, null).start(call);
	}

	/**
	 * Make a call that answers later, or give another result while the dependency is
	 * unavailable.
	 * @param <T> the type of result
	 * @param call starts the call
	 * @param fallback gives the other result, told why
	 * @return the result to come
	 * @see #callAsync(Supplier)
	 */
	public <T extends @Nullable Object> CompletableFuture<T> callAsync(Supplier<? extends CompletionStage<T>> call,
			Function<? super Exception, ? extends T> fallback) {
		return new AsyncCall<T>(this, fallback).start(call);
	}

	/**
	 * Tell whether a call failed because the dependency is unavailable, which calls for a
	 * fallback. For code that handles failures itself.
	 * @param failure what the caller got
	 * @return whether it is unavailable
	 */
	public boolean isUnavailable(Throwable failure) {
		return this.failures.unavailable(failure);
	}

	/**
	 * Begin a call.
	 * @return the call, to be told how it ends
	 * @throws CallNotPermittedException if the breaker is open
	 */
	GuardedCall begin() {
		return new GuardedCall((this.breaker != null) ? this.breaker.acquire() : null, this.failures, this.cancelAfter);
	}

}
