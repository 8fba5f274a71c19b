package io.resiliencestarter.benchmarks;

import java.io.IOException;
import java.util.Objects;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.Breakers;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Calls guarded as those to a declared service are.
 */
final class ServiceCalls implements GuardedCalls {

	private final ConfigurableApplicationContext context = Application.start(
			"resilience.services.closed.base-url=http://closed", "resilience.services.open.base-url=http://open",
			"resilience.services.open.open-for=1h");

	private final Breaker closed = breaker("closed");

	private final Breaker open = breaker("open");

	ServiceCalls() {
		while (!isOpen()) {
			this.open.acquire().failure(new IOException("Stub"));
		}
	}

	private Breaker breaker(String service) {
		return Objects.requireNonNull(this.context.getBean(Breakers.class).find(service));
	}

	private boolean isOpen() {
		try {
			this.open.acquire().ignore();
			return false;
		}
		catch (CallNotPermittedException ex) {
			return true;
		}
	}

	@Override
	public void succeed() {
		this.closed.acquire().success();
	}

	@Override
	public void beRejected() {
		this.open.acquire();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
