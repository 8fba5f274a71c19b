package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.budget.Quota;
import io.resiliencestarter.support.ErrorText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Knows how many connections the server lets a pool have. Asks it after the first
 * connection and then every minute for as long as somebody wants to know, through a
 * connection of the pool that is idle anyway, on a thread of its own; learns from
 * refusals what a server cannot tell. Thread-safe; reading waits for nobody.
 */
class ServerLimits {

	private static final Log logger = LogFactory.getLog(ServerLimits.class);

	private static final Duration PAUSE = Duration.ofMinutes(1);

	private static final Duration WANTED = Duration.ofMinutes(5);

	/** The pause, and as long again for whoever waits for an idle connection. */
	private static final Duration FRESH = PAUSE.multipliedBy(2);

	private final String server;

	private final boolean always;

	private final Clock clock;

	private volatile Runnable listener = () -> {
	};

	private volatile ServerCapacity capacity;

	private volatile @Nullable Instant checkedAt;

	private volatile Instant asked = Instant.EPOCH;

	private volatile Instant wanted = Instant.EPOCH;

	private volatile boolean running;

	private volatile boolean news;

	private volatile boolean borrowing;

	/**
	 * Create the knowledge of a server.
	 * @param server where the server is, the same for all pools that lead to it
	 * @param pooled whether a pooler is known to be in between
	 * @param always whether somebody wants to know all the time
	 * @param clock tells the current instant
	 */
	ServerLimits(String server, boolean pooled, boolean always, Clock clock) {
		this.server = server;
		this.always = always;
		this.clock = clock;
		this.capacity = pooled ? ServerCapacity.pooled(null, List.of())
				: ServerCapacity.unknown(null, "it was not asked yet: no connection of the pool was idle");
	}

	/**
	 * Set who is told of news.
	 * @param newListener what to run, on a thread on which it may take its time
	 */
	void onNews(Runnable newListener) {
		this.listener = newListener;
	}

	String server() {
		return this.server;
	}

	ServerCapacity capacity() {
		return this.capacity;
	}

	/**
	 * Return when the capacity was found out.
	 * @return the instant, {@code null} if nothing was
	 */
	@Nullable Instant checkedAt() {
		return this.checkedAt;
	}

	/**
	 * Return whether the capacity was found out lately, so that it says who uses it now.
	 */
	boolean isFresh() {
		Instant then = this.checkedAt;
		return then != null && this.clock.instant().isBefore(then.plus(FRESH));
	}

	/**
	 * Return whether somebody has answered, or could not.
	 */
	boolean isAsked() {
		return this.checkedAt != null || !this.asked.equals(Instant.EPOCH);
	}

	/**
	 * Return whether a connection of the pool is in use because the server is asked.
	 */
	boolean isBorrowing() {
		return this.borrowing;
	}

	/**
	 * Somebody wants to know.
	 */
	void want() {
		this.wanted = this.clock.instant();
	}

	/**
	 * Ask the server if it is time to, and a connection is idle. Called by one thread.
	 * @param dataSource the pool
	 */
	void look(HikariDataSource dataSource) {
		boolean ask = isDue() && (IdleConnection.isThere(dataSource) || isUrgent(dataSource));
		if (!this.running && (ask || this.news)) {
			this.running = true;
			this.news = false;
			Thread thread = new Thread(() -> work(ask, dataSource), "resilience-limits");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private boolean isDue() {
		Instant now = this.clock.instant();
		boolean again = this.always || now.isBefore(this.wanted.plus(WANTED));
		return this.asked.equals(Instant.EPOCH) || (again && !now.isBefore(this.asked.plus(PAUSE)));
	}

	/**
	 * Pools whose size depends on the answer wait for it, also those that are never idle.
	 */
	private boolean isUrgent(HikariDataSource dataSource) {
		return this.always && this.checkedAt == null && dataSource.getHikariPoolMXBean() != null
				&& dataSource.getHikariPoolMXBean().getTotalConnections() > 0;
	}

	private void work(boolean ask, HikariDataSource dataSource) {
		try {
			if (!ask || ask(dataSource)) {
				this.listener.run();
			}
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("What the server allows could not be taken into account", ex);
		}
		finally {
			this.running = false;
		}
	}

	private boolean ask(HikariDataSource dataSource) {
		this.borrowing = true;
		try (Connection connection = isUrgent(dataSource) ? IdleConnection.takeInTurn(dataSource)
				: IdleConnection.take(dataSource)) {
			if (connection != null) {
				ask(connection);
			}
			return connection != null;
		}
		catch (SQLException ex) {
			logger.debug("There was no idle connection after all, or it was lost", ex);
			return false;
		}
		finally {
			this.borrowing = false;
		}
	}

	private void ask(Connection connection) {
		this.asked = this.clock.instant();
		try {
			tell(ServerCapacity.read(connection, true));
		}
		catch (SQLException ex) {
			failed(ErrorText.of(ex));
		}
	}

	/**
	 * Ask the server through a connection that somebody has opened for questions.
	 * @param connection the connection, which is closed soon
	 * @return the answer
	 * @throws SQLException if there is none
	 */
	ServerCapacity askAlong(Connection connection) throws SQLException {
		ServerCapacity answer = ServerCapacity.read(connection, false);
		this.asked = this.clock.instant();
		tell(answer);
		this.news = true;
		return this.capacity;
	}

	/**
	 * What a server says of itself does not count for the clients of a pooler.
	 */
	private synchronized void tell(ServerCapacity answer) {
		this.capacity = (this.capacity.pooled() || answer.pooled())
				? ServerCapacity.pooled(answer.product(), this.capacity.pooled() ? this.capacity.quotas() : List.of())
				: answer;
		this.checkedAt = this.clock.instant();
	}

	private synchronized void failed(String reason) {
		this.capacity = this.capacity.noted("it could not be asked: " + reason);
	}

	/**
	 * Learn from a connection that could not be opened.
	 * @param failure why
	 */
	synchronized void refused(ConnectFailure failure) {
		Integer limit = (failure.kind() == ConnectFailure.Kind.SERVER_LIMIT) ? failure.limit() : null;
		ServerCapacity before = this.capacity;
		if (failure.isOfPooler()) {
			List<Quota> quotas = (limit != null)
					? List.of(new Quota("pooler: " + failure.message(), limit, null, false))
					: before.pooled() ? before.quotas() : List.of();
			this.capacity = ServerCapacity.pooled(before.product(), quotas);
		}
		else if (limit != null && before.quotas().isEmpty()) {
			this.capacity = new ServerCapacity(before.product(),
					List.of(new Quota(failure.message(), limit, null, false)), null, false, null);
		}
		if (!this.capacity.equals(before)) {
			this.checkedAt = failure.at();
			this.news = true;
		}
	}

}
