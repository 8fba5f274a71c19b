package io.resiliencestarter.db;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What drivers and HikariCP say of a connection, without failing.
 */
final class Connections {

	private static final @Nullable Method POSTGRESQL_CANCEL = findPostgresqlCancel();

	private Connections() {
	}

	/**
	 * The driver is not on every class path.
	 */
	private static @Nullable Method findPostgresqlCancel() {
		try {
			Class<?> type = ClassUtils.forName("org.postgresql.PGConnection", Connections.class.getClassLoader());
			return ClassUtils.getMethodIfAvailable(type, "cancelQuery");
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
	 * Ask PostgreSQL to end what it does for a connection. It would not notice before the
	 * end of the statement that the client is gone, and count as connected until then.
	 * @param physical the connection
	 */
	static void cancelQuery(Connection physical) {
		try {
			if (POSTGRESQL_CANCEL != null && physical.isWrapperFor(POSTGRESQL_CANCEL.getDeclaringClass())) {
				POSTGRESQL_CANCEL.invoke(physical.unwrap(POSTGRESQL_CANCEL.getDeclaringClass()));
			}
		}
		catch (SQLException | ReflectiveOperationException | RuntimeException ex) {
			// It is going to be closed anyway
		}
	}

}
