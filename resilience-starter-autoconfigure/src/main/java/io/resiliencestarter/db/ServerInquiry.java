package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.resiliencestarter.diagnosis.ServerView;
import io.resiliencestarter.diagnosis.ServerWitness;
import io.resiliencestarter.support.ErrorText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server what our sessions wait for and how much room it has, through a
 * connection of its own, which is closed at once: the pool has none to spare when one
 * wants to know. On a thread of its own, since a server that hangs can be what is wrong;
 * one at a time, and rarely. Thread-safe.
 */
class ServerInquiry implements ServerWitness {

	private static final Log logger = LogFactory.getLog(ServerInquiry.class);

	private static final Duration PAUSE = Duration.ofSeconds(30);

	/** The pause after a trouble that is over: another one can have another cause. */
	private static final Duration SHORT_PAUSE = Duration.ofSeconds(3);

	private static final Duration LIMIT = Duration.ofSeconds(2);

	/** An answer is good until the next one. */
	private static final Duration VALID = PAUSE.plus(LIMIT);

	private static final ServerView SILENT = new ServerView(false, 0, 0, List.of(), null,
			"it did not answer a new connection within %d ms".formatted(LIMIT.toMillis()));

	private final Supplier<DataSource> driver;

	private final boolean enabled;

	private final IntFunction<@Nullable String> holders;

	private final ServerLimits limits;

	private final Clock clock;

	private final LongAdder asked = new LongAdder();

	private Instant started = Instant.EPOCH;

	private Duration pause = PAUSE;

	private boolean running;

	private @Nullable ServerView answer;

	/**
	 * Create an inquiry.
	 * @param driver where connections come from
	 * @param enabled whether it may ask
	 * @param holders names who holds the connection that a process of the server serves
	 * @param limits what is known of the server's limits, which are asked for along with
	 * the rest
	 * @param clock tells the current instant
	 */
	ServerInquiry(Supplier<DataSource> driver, boolean enabled, IntFunction<@Nullable String> holders,
			ServerLimits limits, Clock clock) {
		this.driver = driver;
		this.enabled = enabled;
		this.holders = holders;
		this.limits = limits;
		this.clock = clock;
	}

	@Override
	public synchronized void request() {
		Instant now = this.clock.instant();
		if (!this.enabled || this.running || now.isBefore(this.started.plus(this.pause))) {
			return;
		}
		this.running = true;
		this.started = now;
		this.pause = PAUSE;
		this.asked.increment();
		Thread thread = new Thread(this::ask, "resilience-inquiry");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public synchronized boolean isPending() {
		return this.running && !isSilent();
	}

	@Override
	public synchronized void dismiss() {
		this.answer = null;
		this.pause = SHORT_PAUSE;
	}

	private void ask() {
		ServerView view = null;
		try {
			view = look();
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("The server could not be asked: " + ErrorText.orType(ex));
		}
		finally {
			answered(view);
		}
	}

	private synchronized void answered(@Nullable ServerView view) {
		this.running = false;
		this.answer = view;
	}

	private ServerView look() {
		try (Connection connection = this.driver.get().getConnection()) {
			connection.setNetworkTimeout(Runnable::run, Math.toIntExact(LIMIT.toMillis()));
			String product = connection.getMetaData().getDatabaseProductName();
			if (product.equals("PostgreSQL")) {
				return new PostgresActivity(connection, this.holders, this.limits.askAlong(connection)).look();
			}
			return new ServerView(true, 0, 0, List.of(), null,
					product + " is not asked what it is doing, only PostgreSQL is");
		}
		catch (SQLException ex) {
			ConnectFailure failure = ConnectFailure.of(ex, this.clock.instant());
			String state = ex.getSQLState();
			boolean reachable = failure.kind() != ConnectFailure.Kind.DATABASE_DOWN
					|| (state != null && !state.startsWith("08"));
			return new ServerView(reachable, 0, 0, List.of(), null,
					"it could not be asked what it is doing: " + failure.kind().label());
		}
	}

	/**
	 * Return what the server has answered.
	 * @return the answer; {@code null} if it was not asked lately, or is still expected
	 * to answer
	 */
	synchronized @Nullable ServerView latest() {
		if (this.running && isSilent()) {
			return SILENT;
		}
		return this.clock.instant().isBefore(this.started.plus(VALID)) ? this.answer : null;
	}

	private boolean isSilent() {
		return this.clock.instant().isAfter(this.started.plus(LIMIT));
	}

	/**
	 * Return how often the server was asked.
	 * @return the number since the start
	 */
	long asked() {
		return this.asked.sum();
	}

}
