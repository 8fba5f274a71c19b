package io.resiliencestarter.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.lettuce.core.api.StatefulConnection;
import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.pool.PoolConnections;
import org.jspecify.annotations.Nullable;

/**
 * What is done for a pool from time to time. For one thread, which waits for nothing.
 */
class PoolUpkeep {

	private final LettucePool pool;

	private final OpenConnections open;

	private final ServerClients serverClients;

	private final AtomicBoolean probing = new AtomicBoolean();

	PoolUpkeep(LettucePool pool, OpenConnections open, ServerClients serverClients) {
		this.pool = pool;
		this.open = open;
		this.serverClients = serverClients;
	}

	/**
	 * Look after the pool.
	 * @param breaker the breaker of the pool, {@code null} for none
	 */
	void look(@Nullable Breaker breaker) {
		sweep();
		if (breaker != null && !breaker.isClosed()) {
			probe(breaker);
		}
		if (this.serverClients.isToBeAsked() && this.open.created() > 0) {
			askServer();
		}
	}

	/**
	 * Take back connections that their borrowers have closed instead of giving them back,
	 * as Spring Data does with those of a reactive caller who went away while waiting.
	 */
	private void sweep() {
		List<StatefulConnection<?, ?>> closed = new ArrayList<>();
		this.open.forEach((connection, pooled) -> {
			Lease lease = pooled.lease();
			if (lease != null && !lease.isEnded() && pooled.isClosed()) {
				closed.add(connection);
			}
		});
		closed.forEach(this.pool::release);
	}

	/**
	 * Callers need not wait for the end of the time for which they are rejected if the
	 * server serves again before that.
	 */
	private void probe(Breaker breaker) {
		ConnectionKind kind = this.open.usedKind();
		if (kind != null && this.pool.isQuiet() && this.probing.compareAndSet(false, true)) {
			boolean probes = this.pool.execute(() -> {
				try {
					if (this.open.probe(kind)) {
						breaker.answersAgain();
					}
				}
				finally {
					this.probing.set(false);
				}
			});
			if (!probes) {
				this.probing.set(false);
			}
		}
	}

	/**
	 * With a connection that is idle, if that leaves another place to callers.
	 */
	private void askServer() {
		PoolConnections counts = this.pool.counts();
		ConnectionKind kind = (counts.max() - counts.active() > 1) ? this.open.usedKind() : null;
		PooledConnection connection = (kind != null) ? this.pool.borrowIdle(kind) : null;
		if (connection != null) {
			connection.lend(true);
			boolean asks = this.pool.execute(() -> {
				try {
					if (!this.serverClients.ask(connection.connection(), counts.max())) {
						connection.spoil();
					}
				}
				finally {
					this.pool.release(connection.connection());
				}
			});
			if (!asks) {
				this.pool.release(connection.connection());
			}
		}
	}

}
