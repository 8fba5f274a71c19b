package io.resiliencestarter.support;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.resiliencestarter.pool.CalledService;
import io.resiliencestarter.pool.CallsWhileHolding;

/**
 * Counts the calls to each service by threads that hold a connection.
 */
class HeldCallsMetrics implements MeterBinder {

	private final CallsWhileHolding calls;

	HeldCallsMetrics(CallsWhileHolding calls) {
		this.calls = calls;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.calls.onService(
				(service) -> FunctionCounter.builder("resilience.calls.while.holding", service, CalledService::calls)
					.description("Calls by threads that hold a database connection")
					.tag("service", service.name())
					.register(registry));
	}

}
