package io.resiliencestarter.breaker;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes reactive calls go through the breaker of a {@link Guard}, each subscription being
 * a call. While the breaker is open, they fail with {@link CallNotPermittedException} and
 * nothing is subscribed to. Whoever cancels before anything has come says nothing about
 * the dependency, unless that has been silent for {@code cancel-after}.
 * <p>
 * A fallback is {@code onErrorResume(guard::isUnavailable, ...)}.
 */
public final class ReactiveGuard {

	private ReactiveGuard() {
	}

	/**
	 * Guard a call.
	 * @param <T> the type of result
	 * @param guard the guard
	 * @param call the call
	 * @return the guarded call
	 */
	public static <T> Mono<T> mono(Guard guard, Mono<T> call) {
		return Mono.defer(() -> {
			GuardedCall guarded = guard.begin();
			return call.doOnSuccess((value) -> guarded.succeeded())
				.doOnError(guarded::failed)
				.doOnCancel(guarded::cancelled);
		});
	}

	/**
	 * Guard a call with many results. It succeeds once it ends in order, or is cancelled
	 * after the first of them.
	 * @param <T> the type of result
	 * @param guard the guard
	 * @param call the call
	 * @return the guarded call
	 */
	public static <T> Flux<T> flux(Guard guard, Flux<T> call) {
		return Flux.defer(() -> {
			GuardedCall guarded = guard.begin();
			return call.doOnNext((element) -> guarded.answered())
				.doOnComplete(guarded::succeeded)
				.doOnError(guarded::failed)
				.doOnCancel(guarded::cancelled);
		});
	}

}
