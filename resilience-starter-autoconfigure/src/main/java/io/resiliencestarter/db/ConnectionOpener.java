package io.resiliencestarter.db;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;

import javax.sql.DataSource;

import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.Permit;
import org.jspecify.annotations.Nullable;

/**
 * Where HikariCP gets its physical connections from: the driver, watched. Tells the
 * breaker how opening goes, remembers why it fails, and keeps the number of connections
 * on the server within the pool's limit also while old ones are still being closed, which
 * HikariCP does after it has asked for new ones. Thread-safe.
 */
class ConnectionOpener implements DataSource {

	private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** Two heartbeats, as a rule: by then others have given up what is too much. */
	private static final long SHARE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final Supplier<DataSource> driver;

	private final @Nullable Breaker breaker;

	private final UnaryOperator<Connection> decorator;

	private final UrlSecrets secrets;

	private final Clock clock;

	private final List<OpenedConnection> open = new ArrayList<>();

	private final AtomicInteger waiting = new AtomicInteger();

	private int opening;

	private volatile int limit;

	private volatile Share share = new Share(Integer.MAX_VALUE, Integer.MAX_VALUE, 0);

	private volatile @Nullable ConnectFailure failure;

	private volatile Consumer<ConnectFailure> alarm = (why) -> {
	};

	/**
	 * Create the source of a pool's connections.
	 * @param driver creates what the connections come from, when asked for the first time
	 * @param limit the most connections at one time
	 * @param breaker learns how opening goes, {@code null} for none
	 * @param decorator applied to each connection
	 * @param secrets what is kept out of failures
	 * @param clock tells when a failure was
	 */
	ConnectionOpener(Supplier<DataSource> driver, int limit, @Nullable Breaker breaker,
			UnaryOperator<Connection> decorator, UrlSecrets secrets, Clock clock) {
		this.driver = driver;
		this.limit = limit;
		this.breaker = breaker;
		this.decorator = decorator;
		this.secrets = secrets;
		this.clock = clock;
	}

	/**
	 * Set who is told that a connection could not be opened.
	 * @param alarm gets the failure
	 */
	void onFailure(Consumer<ConnectFailure> alarm) {
		this.alarm = alarm;
	}

	void setLimit(int limit) {
		this.limit = limit;
	}

	/**
	 * Set how many connections there may be on the server, whatever the pool's limit is.
	 * Ends by itself: who would lower it can be late.
	 * @param connections the number, 0 for none
	 * @param afterwards the number once that has ended
	 * @param end when it ends, in nanoseconds
	 */
	void setShare(int connections, int afterwards, long end) {
		this.share = new Share(connections, Math.min(connections, afterwards), end);
	}

	int share() {
		Share current = this.share;
		return (current.end() - System.nanoTime() > 0) ? current.connections() : current.afterwards();
	}

	/**
	 * Return how many connections there are on the server, or are about to be.
	 * @return the number, too large rather than too small
	 */
	synchronized int count() {
		long now = System.nanoTime();
		this.open.removeIf((opened) -> opened.isGone(now));
		return this.open.size() + this.opening;
	}

	/**
	 * Return why the last attempt to open a connection failed.
	 * @return the failure, {@code null} if the last attempt succeeded
	 */
	@Nullable ConnectFailure failure() {
		return this.failure;
	}

	/**
	 * Return how many connections are being opened.
	 * @return the number
	 */
	synchronized int opening() {
		return this.opening;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return open(DataSource::getConnection);
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return open((source) -> source.getConnection(username, password));
	}

	/**
	 * Open a connection for a look at the server, to be closed at once. It is none of the
	 * pool's and counts for nobody.
	 * @return the connection
	 * @throws SQLException if none can be opened
	 */
	Connection openForALook() throws SQLException {
		return openDiscreetly(DataSource::getConnection);
	}

	private Connection open(Attempt attempt) throws SQLException {
		awaitPlace();
		Connection connection = null;
		try {
			connection = this.decorator.apply(attempt(attempt));
			return connection;
		}
		finally {
			givePlace(connection);
		}
	}

	/**
	 * The pool makes the attempt whatever the breaker says: it does so rarely, and may
	 * find out that the server is back before a caller has to try.
	 */
	private Connection attempt(Attempt attempt) throws SQLException {
		Permit permit = (this.breaker != null) ? this.breaker.tryAcquire() : null;
		try {
			Connection connection = openDiscreetly(attempt);
			this.failure = null;
			if (permit != null) {
				permit.success();
			}
			return connection;
		}
		catch (SQLException | RuntimeException | Error ex) {
			ConnectFailure why = ConnectFailure.of(ex, this.clock.instant());
			this.failure = why;
			this.alarm.accept(why);
			if (permit != null) {
				permit.failure(ex);
			}
			throw ex;
		}
	}

	private Connection openDiscreetly(Attempt attempt) throws SQLException {
		try {
			return attempt.open(driver());
		}
		catch (SQLException ex) {
			throw this.secrets.clean(ex);
		}
		catch (RuntimeException ex) {
			throw this.secrets.clean(ex);
		}
	}

	private DataSource driver() {
		try {
			return this.driver.get();
		}
		catch (RuntimeException ex) {
			throw this.secrets.clean(ex);
		}
	}

	/**
	 * Return how many threads wait for others to be closed.
	 */
	int waiting() {
		return this.waiting.get();
	}

	private void awaitPlace() throws SQLException {
		if (takePlace(false)) {
			return;
		}
		this.waiting.incrementAndGet();
		try {
			awaitPlaceInTurn();
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	private void awaitPlaceInTurn() throws SQLException {
		long start = System.nanoTime();
		int limitAtStart = this.limit;
		while (!takePlace(System.nanoTime() - start > MAX_WAIT_NANOS)) {
			if (Thread.currentThread().isInterrupted()) {
				throw new SQLTransientConnectionException("Interrupted while old connections are being closed");
			}
			if (this.limit < limitAtStart) {
				throw new SQLTransientConnectionException("The pool has become smaller meanwhile");
			}
			if (System.nanoTime() - start > SHARE_WAIT_NANOS && count() >= share()) {
				throw new SQLTransientConnectionException(
						"The share of resilience.budget is used up, it is " + share());
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	private synchronized boolean takePlace(boolean anyway) {
		if (isFull()) {
			long now = System.nanoTime();
			this.open.removeIf((opened) -> opened.isGone(now));
			if (isFull() && !(anyway && this.open.size() + this.opening < share())) {
				return false;
			}
		}
		this.opening++;
		return true;
	}

	private boolean isFull() {
		return this.open.size() + this.opening >= Math.min(this.limit, share());
	}

	private synchronized void givePlace(@Nullable Connection connection) {
		this.opening--;
		if (connection != null) {
			this.open.add(new OpenedConnection(connection));
		}
	}

	@Override
	public PrintWriter getLogWriter() throws SQLException {
		return driver().getLogWriter();
	}

	@Override
	public void setLogWriter(PrintWriter out) throws SQLException {
		driver().setLogWriter(out);
	}

	@Override
	public void setLoginTimeout(int seconds) throws SQLException {
		driver().setLoginTimeout(seconds);
	}

	@Override
	public int getLoginTimeout() throws SQLException {
		return driver().getLoginTimeout();
	}

	@Override
	public Logger getParentLogger() throws SQLFeatureNotSupportedException {
		return driver().getParentLogger();
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		DataSource source = driver();
		return type.isInstance(source) ? type.cast(source) : source.unwrap(type);
	}

	@Override
	public boolean isWrapperFor(Class<?> type) throws SQLException {
		DataSource source = driver();
		return type.isInstance(source) || source.isWrapperFor(type);
	}

	/**
	 * How many connections there may be.
	 *
	 * @param connections the number
	 * @param afterwards the number after the end
	 * @param end the end, in nanoseconds
	 */
	private record Share(int connections, int afterwards, long end) {
	}

	/**
	 * An attempt to open a connection.
	 */
	private interface Attempt {

		Connection open(DataSource source) throws SQLException;

	}

}
