package io.resiliencestarter.db;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What drivers and HikariCP say of a connection, without failing.
 */
final class Connections {

	private static final Log logger = LogFactory.getLog(Connections.class);

	static final String POSTGRESQL_CONNECTION = "org.postgresql.core.BaseConnection";

	/** Through which the driver cancels statements itself. */
	static final String POSTGRESQL_EXECUTOR = "org.postgresql.core.QueryExecutor";

	/** Which knows the process of the server. */
	static final String POSTGRESQL_API = "org.postgresql.PGConnection";

	static final int UNKNOWN_PROCESS = -1;

	private static final int BRIEF_MILLIS = 2000;

	private static final @Nullable Method GET_PROCESS = find(POSTGRESQL_API, "getBackendPID");

	private static final @Nullable Method GET_EXECUTOR = find(POSTGRESQL_CONNECTION, "getQueryExecutor");

	private static final @Nullable Method SEND_CANCEL = find(POSTGRESQL_EXECUTOR, "sendQueryCancel");

	private Connections() {
	}

	/**
	 * The driver is not on every class path.
	 */
	private static @Nullable Method find(String typeName, String method) {
		try {
			Class<?> type = ClassUtils.forName(typeName, Connections.class.getClassLoader());
			return ClassUtils.getMethodIfAvailable(type, method);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	/**
	 * Whether a connection is closed: one of HikariCP, given back; a physical one, closed
	 * for good. Both answer from memory.
	 * @param connection the connection
	 * @return whether it is closed
	 */
	static boolean isClosed(Object connection) {
		try {
			return ((Connection) connection).isClosed();
		}
		catch (SQLException ex) {
			return true;
		}
	}

	/**
	 * Create a statement for a question of ours, which nobody waits long for.
	 * @param connection the connection
	 * @return a statement that is cancelled after a second; the connection is given up if
	 * the server does not answer then either
	 * @throws SQLException if that fails
	 */
	static Statement briefStatement(Connection connection) throws SQLException {
		connection.setNetworkTimeout(Runnable::run, BRIEF_MILLIS);
		Statement statement = connection.createStatement();
		statement.setQueryTimeout(BRIEF_MILLIS / 2000);
		return statement;
	}

	/**
	 * Return the process of PostgreSQL that serves a connection. Answers from memory.
	 * @param physical the connection
	 * @return the process, {@link #UNKNOWN_PROCESS} if it is not known
	 */
	static int process(Connection physical) {
		try {
			if (GET_PROCESS != null && physical.isWrapperFor(GET_PROCESS.getDeclaringClass())) {
				return (int) GET_PROCESS.invoke(physical.unwrap(GET_PROCESS.getDeclaringClass()));
			}
		}
		catch (SQLException | ReflectiveOperationException ex) {
			logger.debug("The process of a connection is not known", ex);
		}
		return UNKNOWN_PROCESS;
	}

	/**
	 * Prepare to have PostgreSQL end what it does for a connection. It would not notice
	 * before the end of the statement that the client is gone, and count as connected
	 * until then.
	 * @param physical the connection, not closed yet
	 * @return cancels the statement, also once the connection is closed; waits for the
	 * server
	 */
	static Runnable canceller(Connection physical) {
		try {
			if (GET_EXECUTOR != null && physical.isWrapperFor(GET_EXECUTOR.getDeclaringClass())) {
				Object connection = physical.unwrap(GET_EXECUTOR.getDeclaringClass());
				Object executor = GET_EXECUTOR.invoke(connection);
				return () -> cancel(executor);
			}
		}
		catch (SQLException | ReflectiveOperationException ex) {
			logger.debug("A statement cannot be cancelled", ex);
		}
		return () -> {
		};
	}

	private static void cancel(Object executor) {
		try {
			if (SEND_CANCEL != null) {
				SEND_CANCEL.invoke(executor);
			}
		}
		catch (ReflectiveOperationException ex) {
			logger.debug("A statement could not be cancelled", ex);
		}
	}

}
