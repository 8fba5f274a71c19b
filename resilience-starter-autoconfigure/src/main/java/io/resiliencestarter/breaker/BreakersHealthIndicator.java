package io.resiliencestarter.breaker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of the breakers. Always up: that a service is down does not make the application
 * so. Details list the breakers, and why one is not closed.
 */
class BreakersHealthIndicator extends AbstractHealthIndicator {

	private final Breakers breakers;

	BreakersHealthIndicator(Breakers breakers) {
		super("The state of the breakers could not be read");
		this.breakers = breakers;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<BreakerSnapshot> snapshots = this.breakers.all().stream().map(Breaker::snapshot).toList();
		boolean closed = snapshots.stream().allMatch((snapshot) -> snapshot.state() == State.CLOSED);
		Map<String, Map<String, Object>> details = new LinkedHashMap<>();
		snapshots.forEach((snapshot) -> details.put(snapshot.name(), details(snapshot)));
		builder.up().withDetail("status", closed ? "healthy" : "warning").withDetail("breakers", details);
	}

	private Map<String, Object> details(BreakerSnapshot snapshot) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("state", snapshot.stateLabel());
		String reason = snapshot.reason();
		if (snapshot.state() != State.CLOSED && reason != null) {
			details.put("reason", reason);
		}
		return details;
	}

}
