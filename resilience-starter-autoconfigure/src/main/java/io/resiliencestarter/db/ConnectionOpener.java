package io.resiliencestarter.db;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Clock;
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
 * breaker how opening goes, remembers why it fails, and opens none without a place for
 * it. Thread-safe.
 */
class ConnectionOpener implements DataSource {

	private final Supplier<DataSource> driver;

	private final @Nullable Breaker breaker;

	private final UnaryOperator<Connection> decorator;

	private final UrlSecrets secrets;

	private final Clock clock;

	private final ConnectionPlaces places;

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
		this.places = new ConnectionPlaces(limit);
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

	/**
	 * Return the places of the connections on the server.
	 */
	ConnectionPlaces places() {
		return this.places;
	}

	/**
	 * Return why the last attempt to open a connection failed.
	 * @return the failure, {@code null} if the last attempt succeeded
	 */
	@Nullable ConnectFailure failure() {
		return this.failure;
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
		this.places.take();
		Connection connection = null;
		try {
			connection = this.decorator.apply(attempt(attempt));
			return connection;
		}
		finally {
			this.places.give(connection);
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
	 * An attempt to open a connection.
	 */
	private interface Attempt {

		Connection open(DataSource source) throws SQLException;

	}

}
