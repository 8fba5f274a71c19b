package io.resiliencestarter.db;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

import io.resiliencestarter.pool.OneLine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs each SQL statement that a connection executes, with its duration, and never the
 * values of its parameters. As thread-safe as the connection itself.
 */
abstract class SqlEcho implements InvocationHandler {

	private static final Log logger = LogFactory.getLog("io.resiliencestarter.db.sql");

	private final Object target;

	private SqlEcho(Object target) {
		this.target = target;
	}

	/**
	 * Wrap a physical connection.
	 * @param physical the connection
	 * @param pool the name of its pool
	 * @return a connection that does the same, and logs
	 */
	static Connection wrap(Connection physical, String pool) {
		return proxy(Connection.class, new EchoingConnection(physical, pool));
	}

	private static <T> T proxy(Class<T> type, SqlEcho handler) {
		return type.cast(Proxy.newProxyInstance(SqlEcho.class.getClassLoader(), new Class<?>[] { type }, handler));
	}

	@Override
	@SuppressWarnings("ReferenceEquality") // a connection is itself only
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		return switch (method.getName()) {
			case "equals" -> args != null && args[0] == proxy;
			case "hashCode" -> System.identityHashCode(proxy);
			default -> call(proxy, method, args);
		};
	}

	protected abstract @Nullable Object call(Object proxy, Method method, @Nullable Object @Nullable [] args)
			throws Throwable;

	protected final @Nullable Object forward(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		try {
			return method.invoke(this.target, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private static @Nullable String sql(@Nullable Object @Nullable [] args) {
		return (args != null && args.length > 0 && args[0] instanceof String sql) ? sql : null;
	}

	private static final class EchoingConnection extends SqlEcho {

		private final String pool;

		EchoingConnection(Connection connection, String pool) {
			super(connection);
			this.pool = pool;
		}

		@Override
		protected @Nullable Object call(Object proxy, Method method, @Nullable Object @Nullable [] args)
				throws Throwable {
			Object result = forward(method, args);
			return (result instanceof Statement statement) ? proxy(method.getReturnType(),
					new EchoingStatement(statement, (Connection) proxy, this.pool, sql(args))) : result;
		}

	}

	private static final class EchoingStatement extends SqlEcho {

		private final Connection connection;

		private final String pool;

		private final @Nullable String prepared;

		private final List<String> batch = new ArrayList<>();

		EchoingStatement(Statement statement, Connection connection, String pool, @Nullable String prepared) {
			super(statement);
			this.connection = connection;
			this.pool = pool;
			this.prepared = prepared;
		}

		@Override
		protected @Nullable Object call(Object proxy, Method method, @Nullable Object @Nullable [] args)
				throws Throwable {
			return switch (method.getName()) {
				case "getConnection" -> this.connection;
				case "addBatch" -> addBatch(method, args);
				case "clearBatch" -> clearBatch(method);
				case "executeBatch", "executeLargeBatch" -> executeBatch(method);
				case "execute", "executeQuery", "executeUpdate", "executeLargeUpdate" ->
					execute(method, args, text(args));
				default -> forward(method, args);
			};
		}

		private @Nullable Object addBatch(Method method, @Nullable Object @Nullable [] args) throws Throwable {
			Object result = forward(method, args);
			this.batch.add(text(args));
			return result;
		}

		private @Nullable Object clearBatch(Method method) throws Throwable {
			this.batch.clear();
			return forward(method, null);
		}

		private String text(@Nullable Object @Nullable [] args) {
			String sql = sql(args);
			return (sql != null) ? sql : String.valueOf(this.prepared);
		}

		private @Nullable Object executeBatch(Method method) throws Throwable {
			String statements = String.join("; ", new LinkedHashSet<>(this.batch));
			String text = "batch of %d: %s".formatted(this.batch.size(), statements);
			this.batch.clear();
			return execute(method, null, text);
		}

		private @Nullable Object execute(Method method, @Nullable Object @Nullable [] args, String text)
				throws Throwable {
			long start = System.nanoTime();
			String outcome = "";
			try {
				return forward(method, args);
			}
			catch (Throwable ex) {
				outcome = "failed (%s) after ".formatted(kind(ex));
				throw ex;
			}
			finally {
				logger.info("%s: %s%s ms: %s".formatted(this.pool, outcome, millis(System.nanoTime() - start),
						OneLine.of(text.replaceAll("\\s*\\R\\s*|\t", " "))));
			}
		}

		/**
		 * Not the message, which can hold values.
		 */
		private static String kind(Throwable failure) {
			String name = failure.getClass().getSimpleName();
			return (failure instanceof SQLException ex) ? name + " " + ex.getSQLState() : name;
		}

		private static String millis(long nanos) {
			return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
		}

	}

}
