package io.resiliencestarter.support;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

import io.resiliencestarter.diagnosis.Incident;
import io.resiliencestarter.diagnosis.IncidentListener;
import io.resiliencestarter.pool.Activity;
import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.OneLine;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolListener;
import io.resiliencestarter.pool.PoolStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens to pools: one log line each, and application events.
 */
class PoolEvents implements PoolListener, IncidentListener {

	private static final Log logger = LogFactory.getLog(PoolEvents.class);

	private static final int MAX_FRAMES = 40;

	private final Consumer<Object> delivery;

	PoolEvents(Consumer<Object> delivery) {
		this.delivery = delivery;
	}

	@Override
	public void statusChanged(MonitoredPool pool, PoolStatus from, PoolStatus to) {
		PoolConnections connections = pool.connections();
		String message = "Pool '%s' is %s, was %s: %d of %d connections in use, %d callers wait".formatted(pool.name(),
				to.label(), from.label(), connections.active(), connections.max(), connections.waiting());
		if (to.compareTo(from) > 0 && to.compareTo(PoolStatus.WARNING) >= 0) {
			logger.warn(message);
		}
		else {
			logger.info(message);
		}
		this.delivery.accept(new PoolStatusChangedEvent(pool.name(), pool.kind(), from, to));
	}

	@Override
	public void slowHold(MonitoredPool pool, Holder holder) {
		FlightRecorder.slowHold(pool.name(), holder);
		logger.warn("Pool '%s': %s holds a connection for %s, %s%s".formatted(pool.name(), holder.thread(),
				seconds(holder.held()), holder.doing().label(), stack(holder)));
	}

	@Override
	public void leakSuspected(MonitoredPool pool, Holder holder) {
		String where = (holder.borrowedAt() != null) ? "at " + ApplicationFrames.format(holder.borrowedAt())
				: "at an unknown place; for a minute, each borrow's place is captured";
		String now = (holder.doing() != Activity.GONE) ? "and is still there, " + holder.doing().label()
				: "and has moved on without giving it back";
		logger.warn("Pool '%s': suspected leak. %s borrowed a connection %s ago %s, %s".formatted(pool.name(),
				holder.thread(), seconds(holder.held()), where, now));
	}

	@Override
	public void leakReturned(MonitoredPool pool, Thread thread, Duration held) {
		logger.info("Pool '%s': the connection that was suspected to leak from %s has come back after %s"
			.formatted(pool.name(), OneLine.of(thread.getName()), seconds(held)));
	}

	@Override
	public void calledWhileHolding(String pool, String service, @Nullable StackTraceElement line) {
		logger.warn(("Pool '%s': service '%s' is called while a connection is held%s. Nobody can use the connection"
				+ " until the service answers: make the call before the transaction or after it. This is logged once.")
			.formatted(pool, OneLine.of(service), (line != null) ? " at " + ApplicationFrames.format(line) : ""));
	}

	@Override
	public void opened(Incident incident) {
		logger.warn(IncidentReport.opened(incident));
		FlightRecorder.incident(incident);
		this.delivery.accept(new IncidentOpenedEvent(incident));
	}

	@Override
	public void closed(Incident incident) {
		logger.info(IncidentReport.closed(incident));
		FlightRecorder.incident(incident);
		this.delivery.accept(new IncidentClosedEvent(incident));
	}

	private static String stack(Holder holder) {
		StringBuilder stack = new StringBuilder();
		holder.stack()
			.stream()
			.limit(MAX_FRAMES)
			.forEach((frame) -> stack.append(System.lineSeparator()).append("\tat ").append(frame));
		return stack.toString();
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

}
