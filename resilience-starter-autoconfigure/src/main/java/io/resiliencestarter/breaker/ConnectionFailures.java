package io.resiliencestarter.breaker;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Tells the exceptions of a connection that failed from those that say nothing about it.
 */
public final class ConnectionFailures {

	/**
	 * Its subclasses tell timeouts and broken connections. By name: not every client is
	 * built on it.
	 */
	private static final Set<String> OF_CONNECTION = Set.of("io.netty.channel.ChannelException");

	/**
	 * A host that may not be called, which Spring Boot 4.0 does not have, and a body that
	 * cannot be written.
	 */
	private static final Set<String> OWN_MISTAKES = Set.of("org.springframework.boot.http.client.FilteredHostException",
			"org.springframework.http.converter.HttpMessageNotWritableException");

	/** What Jackson 2 cannot read or write. */
	private static final Set<String> OF_CONTENT = Set.of("com.fasterxml.jackson.core.JacksonException");

	private ConnectionFailures() {
	}

	/**
	 * Whether a connection that failed or timed out is among the causes of an exception.
	 * Nobody knows if the caller was interrupted, and a mistake of the caller is none of
	 * the connection.
	 * @param thrown what a call threw
	 * @return whether it failed because of the connection
	 */
	public static boolean caused(Throwable thrown) {
		return !interrupted(thrown) && !Causes.any(thrown, (cause) -> Causes.isNamed(cause, OWN_MISTAKES))
				&& Causes.any(thrown, ConnectionFailures::isOfConnection);
	}

	/**
	 * Whether a call ended because its thread was interrupted.
	 * @param thrown what the call threw, on the current thread
	 * @return whether the thread is or was interrupted
	 */
	public static boolean interrupted(Throwable thrown) {
		return Thread.currentThread().isInterrupted() || Causes.any(thrown, ConnectionFailures::isInterrupt);
	}

	private static boolean isInterrupt(Throwable cause) {
		return cause instanceof InterruptedException || cause instanceof ClosedByInterruptException
				|| (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException));
	}

	private static boolean isOfConnection(Throwable cause) {
		return (cause instanceof IOException && !isOfContent(cause)) || cause instanceof TimeoutException
				|| Causes.isNamed(cause, OF_CONNECTION);
	}

	private static boolean isOfContent(Throwable cause) {
		return cause instanceof FileNotFoundException || cause instanceof FileSystemException
				|| cause instanceof MalformedURLException || Causes.isNamed(cause, OF_CONTENT);
	}

}
