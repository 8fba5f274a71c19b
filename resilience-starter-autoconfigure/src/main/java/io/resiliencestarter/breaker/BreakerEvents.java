package io.resiliencestarter.breaker;

import io.resiliencestarter.support.FlightRecorder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Tells what happens to breakers: one log line each, an event of the Flight Recorder, and
 * an application event.
 */
class BreakerEvents {

	private static final Log logger = LogFactory.getLog(BreakerEvents.class);

	private final ApplicationEventPublisher publisher;

	BreakerEvents(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	void changed(String breaker, BreakerKind kind, Transition transition) {
		String to = transition.to();
		String message = "Breaker '%s' is %s: %s".formatted(breaker, to, transition.reason());
		if (to.equals("open") || to.equals("forced-open")) {
			logger.warn(message);
		}
		else {
			logger.info(message);
		}
		FlightRecorder.breakerTransition(breaker, transition.from(), to, transition.reason());
		publish(new BreakerTransitionEvent(breaker, kind, transition));
	}

	/**
	 * Listeners are called on the thread of a call, which goes on whatever they do.
	 */
	private void publish(BreakerTransitionEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (Throwable ex) {
			logger.warn("A listener to BreakerTransitionEvent failed", ex);
		}
	}

	void prolonged(String breaker, String reason) {
		logger.info("Breaker '%s' stays open: %s".formatted(breaker, reason));
	}

}
