package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A time in which callers got no connection, and why. Immutable; contains no credentials
 * and no SQL.
 *
 * @param pool the name of the pool's bean
 * @param kind what the pool's connections lead to
 * @param at when it began
 * @param duration how long it took, {@code null} while it lasts
 * @param verdict why, as it was found last
 * @param connections the connection counts when it began
 * @param holders who held connections when it began, the longest hold first
 * @param waiters who waited when it began, the longest wait first
 * @param mostWaiting how many callers waited at most
 * @param timeouts how many callers got no connection in time
 * @param rejected how many callers were turned away at once
 */
public record Incident(String pool, PoolKind kind, Instant at, @Nullable Duration duration, Verdict verdict,
		PoolConnections connections, List<Holder> holders, List<Waiter> waiters, int mostWaiting, long timeouts,
		long rejected) {

	public Incident {
		holders = List.copyOf(holders);
		waiters = List.copyOf(waiters);
	}

	/**
	 * Return whether it is over.
	 * @return whether it is over
	 */
	public boolean isClosed() {
		return this.duration != null;
	}

	Incident goesOn(Verdict latest, int waiting, long moreTimeouts, long moreRejected) {
		return new Incident(this.pool, this.kind, this.at, null, latest, this.connections, this.holders, this.waiters,
				Math.max(this.mostWaiting, waiting), this.timeouts + moreTimeouts, this.rejected + moreRejected);
	}

	Incident endsAfter(Duration time) {
		return new Incident(this.pool, this.kind, this.at, time, this.verdict, this.connections, this.holders,
				this.waiters, this.mostWaiting, this.timeouts, this.rejected);
	}

}
