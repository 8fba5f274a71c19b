package io.resiliencestarter.breaker;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.breaker.BreakersEndpoint.ErrorDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@link Endpoint @Endpoint} that shows the breakers and, where the user has allowed
 * that, opens, closes and disables them.
 */
@RegisterReflectionForBinding(ErrorDescriptor.class)
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

	/**
	 * Act on a breaker.
	 * @param name the name
	 * @param state {@code open}, {@code closed} or {@code disabled}
	 * @param forMs how long it is to be open, without end if there is no such time
	 * @return the breaker as it is after that; not found if there is none of that name,
	 * and a bad request that says why if it has no such state or takes no such time
	 */
	@WriteOperation
	public WebEndpointResponse<?> act(@Selector String name, @Nullable String state, @Nullable Long forMs) {
		Breaker found = this.breakers.find(name);
		if (found == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		try {
			found.act(BreakerAction.of(state, forMs));
		}
		catch (IllegalArgumentException ex) {
			return new WebEndpointResponse<>(new ErrorDescriptor(String.valueOf(ex.getMessage())),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		return new WebEndpointResponse<>(describe(found.snapshot()));
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

	/**
	 * Why an action was not performed.
	 *
	 * @param error what is wrong with the request
	 */
	public record ErrorDescriptor(String error) implements OperationResponseBody {
	}

}
