package io.resiliencestarter.db;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;

import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.diagnosis.Creation;
import io.resiliencestarter.diagnosis.Creation.Refusal;
import io.resiliencestarter.diagnosis.Diagnostician;
import io.resiliencestarter.diagnosis.IncidentListener;
import io.resiliencestarter.diagnosis.PoolTerms;
import io.resiliencestarter.diagnosis.ServerView;
import io.resiliencestarter.diagnosis.ThriftyView;
import io.resiliencestarter.diagnosis.TrackedView;
import io.resiliencestarter.diagnosis.Vitals;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolSnapshot;
import io.resiliencestarter.pool.PoolTracker;
import org.jspecify.annotations.Nullable;

/**
 * Tells the diagnostician of a database pool what there is to see.
 */
class DbDiagnosis {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private final ConnectionOpener opener;

	private final PoolTracker<Connection> tracker;

	private final Clock clock;

	private final ServerInquiry inquiry;

	private final Diagnostician diagnostician;

	private @Nullable ServerView seen;

	private long acquiredWhenSeen;

	DbDiagnosis(PoolTerms terms, ConnectionOpener opener, PoolTracker<Connection> tracker, IncidentListener listener,
			ServerInquiry inquiry, Clock clock) {
		this.opener = opener;
		this.tracker = tracker;
		this.clock = clock;
		this.inquiry = inquiry;
		ThriftyView view = new ThriftyView(new TrackedView(tracker), System::nanoTime,
				THREADS::getCurrentThreadCpuTime);
		this.diagnostician = new Diagnostician(terms, view, listener, inquiry, clock.instant());
	}

	ServerInquiry inquiry() {
		return this.inquiry;
	}

	Diagnostician diagnostician() {
		return this.diagnostician;
	}

	void look(MonitoredPool pool) {
		PoolSnapshot snapshot = pool.snapshot(this.clock.instant());
		boolean waiting = snapshot.connections().waiting() > 0;
		this.diagnostician.look(new Vitals(snapshot.at(), snapshot.status(), snapshot.connections(),
				Duration.ofNanos(waiting ? this.tracker.longestWait() : 0), this.tracker.acquired(),
				this.tracker.timeouts(), this.tracker.rejections(), creation(), server()));
	}

	/**
	 * A server that has served somebody since it did not answer is there again.
	 */
	@SuppressWarnings("ReferenceEquality") // each answer is an object of its own
	private @Nullable ServerView server() {
		ServerView view = this.inquiry.latest();
		if (view != this.seen) {
			this.seen = view;
			this.acquiredWhenSeen = this.tracker.acquired();
		}
		return (view != null && !view.reachable() && this.tracker.acquired() > this.acquiredWhenSeen) ? null : view;
	}

	private Creation creation() {
		ConnectFailure failure = this.opener.failure();
		return new Creation(this.opener.places().opening(), (failure != null) ? refusal(failure) : null);
	}

	private static Refusal refusal(ConnectFailure failure) {
		Cause cause = switch (failure.kind()) {
			case SERVER_LIMIT -> Cause.SERVER_LIMIT;
			case AUTHENTICATION -> Cause.AUTHENTICATION;
			case DATABASE_DOWN -> Cause.DATABASE_DOWN;
		};
		return new Refusal(cause, failure.message(), failure.limit(), failure.at());
	}

}
