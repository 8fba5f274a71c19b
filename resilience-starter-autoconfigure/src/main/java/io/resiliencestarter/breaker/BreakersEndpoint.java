package io.resiliencestarter.breaker;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} that shows the breakers.
 */
@Endpoint(id = "breakers", defaultAccess = Access.READ_ONLY)
public class BreakersEndpoint {

	private final Breakers breakers;

	BreakersEndpoint(Breakers breakers) {
		this.breakers = breakers;
	}

	/**
	 * Show all breakers.
	 * @return the breakers
	 */
	@ReadOperation
	public BreakersDescriptor breakers() {
		Map<String, BreakerDescriptor> descriptors = new LinkedHashMap<>();
		this.breakers.all().forEach((breaker) -> descriptors.put(breaker.name(), describe(breaker.snapshot())));
		return new BreakersDescriptor(descriptors);
	}

	/**
	 * Show one breaker.
	 * @param name the name
	 * @return the breaker, or {@code null} if there is none of that name
	 */
	@ReadOperation
	public @Nullable BreakerDescriptor breaker(@Selector String name) {
		Breaker found = this.breakers.find(name);
		return (found != null) ? describe(found.snapshot()) : null;
	}

	private BreakerDescriptor describe(BreakerSnapshot snapshot) {
		BreakerSettings settings = snapshot.settings();
		Duration retryIn = snapshot.retryIn();
		Failure failure = snapshot.lastFailure();
		return new BreakerDescriptor(snapshot.kind().label(), snapshot.stateLabel(), settings.failureThreshold(),
				settings.successThreshold(), settings.openFor().toMillis(),
				(retryIn != null) ? retryIn.toMillis() : null, snapshot.failuresInARow(), snapshot.calls(),
				(failure != null) ? new FailureDescriptor(failure.at(), failure.error()) : null,
				snapshot.transitions());
	}

	/**
	 * The breakers.
	 *
	 * @param breakers the breakers by name
	 */
	public record BreakersDescriptor(Map<String, BreakerDescriptor> breakers) implements OperationResponseBody {
	}

	/**
	 * One breaker.
	 *
	 * @param kind what it guards
	 * @param state the state
	 * @param failureThreshold the failures in a row that open it
	 * @param successThreshold the trial calls that close it
	 * @param openForMs the time for which it rejects calls
	 * @param retryInMs the time until a call is tried again, only while it is open
	 * @param failuresInARow the failures since the last success
	 * @param calls the calls so far
	 * @param lastFailure the last failure, if there was one
	 * @param transitions the last changes of state, oldest first
	 */
	public record BreakerDescriptor(String kind, String state, int failureThreshold, int successThreshold,
			long openForMs, @Nullable Long retryInMs, int failuresInARow, CallCounts calls,
			@Nullable FailureDescriptor lastFailure, List<Transition> transitions) implements OperationResponseBody {
	}

	/**
	 * A failed call.
	 *
	 * @param at when it failed
	 * @param error the class and the message of the exception
	 */
	public record FailureDescriptor(Instant at, String error) {
	}

}
