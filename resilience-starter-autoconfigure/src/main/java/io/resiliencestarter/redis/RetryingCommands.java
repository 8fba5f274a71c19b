package io.resiliencestarter.redis;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.RedisCommand;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a borrowed connection for a caller that waits for each of them: one
 * that only reads and gets no answer in time is sent a second time, on a fresh
 * connection. A proxy, as Lettuce's own commands that wait are.
 */
class RetryingCommands implements InvocationHandler {

	private final LettucePool pool;

	private final RedisGuard guard;

	private final StatefulConnection<byte[], byte[]> borrowed;

	private final long timeoutMillis;

	private RedisClusterAsyncCommands<byte[], byte[]> target;

	private RetryingCommands(LettucePool pool, RedisGuard guard, StatefulConnection<byte[], byte[]> borrowed,
			long timeoutMillis) {
		this.pool = pool;
		this.guard = guard;
		this.borrowed = borrowed;
		this.timeoutMillis = timeoutMillis;
		this.target = commands(borrowed);
	}

	/**
	 * Create commands for one caller.
	 * @param pool the pool
	 * @param guard knows whether it makes sense to repeat a command
	 * @param borrowed the connection
	 * @param timeoutMillis the time that a command may take, in milliseconds
	 * @return the commands
	 */
	@SuppressWarnings("unchecked")
	static RedisClusterAsyncCommands<byte[], byte[]> of(LettucePool pool, RedisGuard guard,
			StatefulConnection<byte[], byte[]> borrowed, long timeoutMillis) {
		Class<?> type = (borrowed instanceof StatefulRedisConnection) ? RedisAsyncCommands.class
				: RedisAdvancedClusterAsyncCommands.class;
		return (RedisClusterAsyncCommands<byte[], byte[]>) Proxy.newProxyInstance(
				RetryingCommands.class.getClassLoader(), new Class<?>[] { type },
				new RetryingCommands(pool, guard, borrowed, timeoutMillis));
	}

	@SuppressWarnings("unchecked")
	private static RedisClusterAsyncCommands<byte[], byte[]> commands(StatefulConnection<?, ?> connection) {
		return (connection instanceof StatefulRedisConnection<?, ?> standalone)
				? (RedisClusterAsyncCommands<byte[], byte[]>) standalone.async()
				: (RedisClusterAsyncCommands<byte[], byte[]>) ((StatefulRedisClusterConnection<?, ?>) connection)
					.async();
	}

	/**
	 * A command that the caller has built itself, output included, cannot be sent twice.
	 */
	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		Object result = call(method, arguments);
		if (!(result instanceof RedisFuture<?> answer) || !(result instanceof RedisCommand<?, ?, ?> command)
				|| !CommandKinds.isRepeatable(command) || method.getName().equals("dispatch")) {
			return result;
		}
		return (isTimedOut(answer, command) && renew()) ? call(method, arguments) : result;
	}

	private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
		try {
			return method.invoke(this.target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	private boolean isTimedOut(RedisFuture<?> answer, RedisCommand<?, ?, ?> command) throws InterruptedException {
		if (!answer.await(this.timeoutMillis, TimeUnit.MILLISECONDS)) {
			command.completeExceptionally(
					new RedisCommandTimeoutException("Command timed out after %d ms".formatted(this.timeoutMillis)));
			return true;
		}
		CompletableFuture<?> future = answer.toCompletableFuture();
		return future.isCompletedExceptionally() && isTimeout(future);
	}

	private static boolean isTimeout(CompletableFuture<?> failed) {
		try {
			failed.join();
			return false;
		}
		catch (CompletionException ex) {
			return ex.getCause() instanceof RedisCommandTimeoutException;
		}
		catch (CancellationException ex) {
			return false;
		}
	}

	private boolean renew() {
		if (!this.guard.isClosed()) {
			return false;
		}
		try {
			StatefulConnection<?, ?> fresh = this.pool.renew(this.borrowed);
			if (fresh != null) {
				this.target = commands(fresh);
			}
			return fresh != null;
		}
		catch (RuntimeException ex) {
			// What the caller gets to know is that its command timed out
			return false;
		}
	}

}
