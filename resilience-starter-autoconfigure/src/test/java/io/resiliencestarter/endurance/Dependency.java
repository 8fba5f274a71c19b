package io.resiliencestarter.endurance;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;

import org.springframework.web.client.RestClientException;

/**
 * Something that is called through a breaker, and fails again and again just often enough
 * in a row to open it.
 */
final class Dependency {

	private static final int FAILURES_IN_A_ROW = 8;

	private final String name;

	private final int failsEvery;

	private final Call call;

	private final AtomicLong made = new AtomicLong();

	private final AtomicLong rejected = new AtomicLong();

	Dependency(String name, int failsEvery, Call call) {
		this.name = name;
		this.failsEvery = failsEvery;
		this.call = call;
	}

	/**
	 * Call, unless the breaker is open.
	 * @return whether the call was made
	 */
	boolean attempt() {
		try {
			this.call.make(this.made.get() % this.failsEvery < FAILURES_IN_A_ROW);
		}
		catch (CallNotPermittedException ex) {
			this.rejected.incrementAndGet();
			return false;
		}
		catch (IOException | RestClientException ex) {
			// As it should, now and then
		}
		this.made.incrementAndGet();
		return true;
	}

	String name() {
		return this.name;
	}

	long made() {
		return this.made.get();
	}

	long rejected() {
		return this.rejected.get();
	}

	/**
	 * A call that fails if it is told to.
	 */
	@FunctionalInterface
	interface Call {

		void make(boolean failing) throws IOException;

	}

}
