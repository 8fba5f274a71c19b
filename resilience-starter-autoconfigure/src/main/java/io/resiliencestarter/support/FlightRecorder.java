package io.resiliencestarter.support;

import io.resiliencestarter.diagnosis.Culprit;
import io.resiliencestarter.diagnosis.Incident;
import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Holder;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Writes what happens to pools and breakers into a recording of the JDK's Flight
 * Recorder, if one runs. Thread-safe; does nothing in a JDK without it.
 */
public final class FlightRecorder {

	private static final boolean AVAILABLE = ClassUtils.isPresent("jdk.jfr.Event",
			FlightRecorder.class.getClassLoader());

	private FlightRecorder() {
	}

	static void incident(Incident incident) {
		if (AVAILABLE) {
			IncidentEvent.write(incident);
		}
	}

	static void slowHold(String pool, Holder holder) {
		if (AVAILABLE) {
			SlowHoldEvent.write(pool, holder);
		}
	}

	/**
	 * Record that a breaker has changed its state.
	 * @param breaker the name of the breaker
	 * @param from the state before
	 * @param to the state now
	 * @param reason why
	 */
	public static void breakerTransition(String breaker, String from, String to, String reason) {
		if (AVAILABLE) {
			BreakerTransitionEvent.write(breaker, from, to, reason);
		}
	}

	/**
	 * An incident has begun or ended.
	 */
	@Name("io.resiliencestarter.Incident")
	@Label("Pool Incident")
	@Category("Resilience")
	@StackTrace(false)
	@SuppressWarnings("unused") // the fields are read by the recorder
	static final class IncidentEvent extends Event {

		@Label("Pool")
		private @Nullable String pool;

		@Label("Closed")
		private boolean closed;

		@Label("Lasted")
		@Timespan(Timespan.MILLISECONDS)
		private long lasted;

		@Label("Cause")
		private @Nullable String cause;

		@Label("Summary")
		private @Nullable String summary;

		@Label("Culprit")
		private @Nullable String culprit;

		@Label("Timeouts")
		private long timeouts;

		@Label("Rejected")
		private long rejected;

		private static void write(Incident incident) {
			IncidentEvent event = new IncidentEvent();
			if (event.shouldCommit()) {
				Culprit culprit = incident.verdict().culprit();
				event.pool = incident.pool();
				event.closed = incident.isClosed();
				event.lasted = (incident.duration() != null) ? incident.duration().toMillis() : 0;
				event.cause = incident.verdict().cause().label();
				event.summary = incident.verdict().summary();
				event.culprit = (culprit != null) ? culprit.site() : null;
				event.timeouts = incident.timeouts();
				event.rejected = incident.rejected();
				event.commit();
			}
		}

	}

	/**
	 * A connection is held for long.
	 */
	@Name("io.resiliencestarter.SlowHold")
	@Label("Slow Hold")
	@Category("Resilience")
	@StackTrace(false)
	@SuppressWarnings("unused") // the fields are read by the recorder
	static final class SlowHoldEvent extends Event {

		@Label("Pool")
		private @Nullable String pool;

		@Label("Holder")
		private @Nullable String holder;

		@Label("Held")
		@Timespan(Timespan.MILLISECONDS)
		private long held;

		@Label("Doing")
		private @Nullable String doing;

		@Label("Site")
		private @Nullable String site;

		private static void write(String pool, Holder holder) {
			SlowHoldEvent event = new SlowHoldEvent();
			if (event.shouldCommit()) {
				StackTraceElement site = holder.site();
				event.pool = pool;
				event.holder = holder.thread();
				event.held = holder.held().toMillis();
				event.doing = holder.doing().label();
				event.site = (site != null) ? ApplicationFrames.format(site) : null;
				event.commit();
			}
		}

	}

	/**
	 * A breaker has changed its state.
	 */
	@Name("io.resiliencestarter.BreakerTransition")
	@Label("Circuit Breaker Transition")
	@Category("Resilience")
	@StackTrace(false)
	@SuppressWarnings("unused") // the fields are read by the recorder
	static final class BreakerTransitionEvent extends Event {

		@Label("Breaker")
		private @Nullable String breaker;

		@Label("From")
		private @Nullable String from;

		@Label("To")
		private @Nullable String to;

		@Label("Reason")
		private @Nullable String reason;

		private static void write(String breaker, String from, String to, String reason) {
			BreakerTransitionEvent event = new BreakerTransitionEvent();
			if (event.shouldCommit()) {
				event.breaker = breaker;
				event.from = from;
				event.to = to;
				event.reason = reason;
				event.commit();
			}
		}

	}

}
