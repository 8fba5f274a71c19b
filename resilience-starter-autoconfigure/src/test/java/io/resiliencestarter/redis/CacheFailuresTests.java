package io.resiliencestarter.redis;

import java.net.SocketException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.PoolException;
import org.springframework.data.redis.serializer.SerializationException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CacheFailures}.
 */
class CacheFailuresTests {

	@ParameterizedTest
	@MethodSource
	void isOfConnection(Throwable failure) {
		assertThat(CacheFailures.isOfConnection(failure)).isTrue();
		assertThat(CacheFailures.isOfConnection(new CompletionException(failure))).isTrue();
	}

	static Stream<Throwable> isOfConnection() {
		return Stream.of(new RedisConnectionFailureException("Refused"),
				new RedisConnectionFailureException("Exhausted", new PoolException("No connection")),
				new QueryTimeoutException("Late"), system(new RedisException("Connection closed")),
				system(new RedisException(new SocketException("Connection reset"))),
				system(new SocketException("Connection reset")),
				system(new RedisCommandExecutionException("LOADING Redis is loading the dataset in memory")),
				system(new RedisCommandExecutionException("CLUSTERDOWN The cluster is down")));
	}

	@ParameterizedTest
	@MethodSource
	void isNotOfConnection(Throwable failure) {
		assertThat(CacheFailures.isOfConnection(failure)).isFalse();
	}

	static Stream<Throwable> isNotOfConnection() {
		return Stream.of(new SerializationException("Not readable"),
				system(new RedisCommandExecutionException("WRONGTYPE Operation against a key")),
				system(new RedisCommandExecutionException("LOADINGS is no such error")),
				system(new RedisCommandInterruptedException(new InterruptedException())),
				new RedisConnectionFailureException("Interrupted",
						new PoolException("No connection", new InterruptedException())),
				new IllegalStateException(new SocketException("Connection reset")));
	}

	private static RedisSystemException system(Exception cause) {
		return new RedisSystemException("Failed", cause);
	}

}
