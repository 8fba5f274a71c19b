package io.resiliencestarter.breaker;

import java.util.function.Consumer;

import io.resiliencestarter.pool.OneLine;
import io.resiliencestarter.support.FlightRecorder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells what happens to breakers: one log line each, an event of the Flight Recorder, and
 * an application event.
 */
class BreakerEvents {

	private static final Log logger = LogFactory.getLog(BreakerEvents.class);

	private final Consumer<Object> delivery;

	BreakerEvents(Consumer<Object> delivery) {
		this.delivery = delivery;
	}

	void changed(String breaker, BreakerKind kind, Transition transition) {
		String to = transition.to();
		String message = OneLine.of("Breaker '%s' is %s: %s".formatted(breaker, to, transition.reason()));
		if (to.equals("open") || to.equals("forced-open")) {
			logger.warn(message);
		}
		else {
			logger.info(message);
		}
		FlightRecorder.breakerTransition(breaker, transition.from(), to, transition.reason());
		this.delivery.accept(new BreakerTransitionEvent(breaker, kind, transition));
	}

	void prolonged(String breaker, String reason) {
		logger.info(OneLine.of("Breaker '%s' stays open: %s".formatted(breaker, reason)));
	}

}
