package io.resiliencestarter.redis;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.diagnosis.Creation.Refusal;
import io.resiliencestarter.redis.RedisErrors.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisPipelineException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisErrors}.
 */
class RedisErrorsTests {

	@ParameterizedTest
	@CsvSource({ "LOADING Redis is loading the dataset in memory, FAILURE",
			"MASTERDOWN Link with MASTER is down, FAILURE", "CLUSTERDOWN Hash slot not served, FAILURE",
			"NOAUTH Authentication required., FAILURE", "WRONGPASS invalid username-password pair, FAILURE",
			"WRONGTYPE Operation against a key, SUCCESS", "ERR value is not an integer, SUCCESS",
			"NOSCRIPT No matching script, SUCCESS", "MOVED 1 host:1, SUCCESS",
			"BUSYGROUP Consumer Group name already exists, SUCCESS", "BUSY Redis is busy running a script, UNDECIDED",
			"READONLY You can't write against a read only replica., UNDECIDED",
			"OOM command not allowed when used memory > 'maxmemory'., UNDECIDED" })
	void judgesReplies(String reply, Judgement judgement) {
		assertThat(RedisErrors.judge(new RedisCommandExecutionException(reply))).isEqualTo(judgement);
	}

	static Stream<Arguments> exceptions() {
		return Stream.of(Arguments.of(new RedisCommandTimeoutException("late"), Judgement.FAILURE),
				Arguments.of(new RedisConnectionException("lost"), Judgement.FAILURE),
				Arguments.of(new RedisException("Currently not connected"), Judgement.FAILURE),
				Arguments.of(new IOException("reset"), Judgement.FAILURE),
				Arguments.of(new TimeoutException(), Judgement.FAILURE),
				Arguments.of(new CancellationException(), Judgement.UNDECIDED),
				Arguments.of(new RedisCommandInterruptedException(new InterruptedException()), Judgement.UNDECIDED),
				Arguments.of(new RedisBreakerOpenException("redis", () -> "open"), Judgement.UNDECIDED),
				Arguments.of(new IllegalArgumentException("no key"), Judgement.UNDECIDED));
	}

	@ParameterizedTest
	@MethodSource("exceptions")
	void judgesExceptions(Exception thrown, Judgement judgement) {
		assertThat(RedisErrors.judge(thrown)).isEqualTo(judgement);
	}

	@ParameterizedTest
	@CsvSource({ "ERR max number of clients reached, SERVER_LIMIT",
			"ERR max number of clients + cluster connections reached, SERVER_LIMIT",
			"ERR max concurrent connections exceeded, SERVER_LIMIT",
			"WRONGPASS invalid username-password pair or user is disabled., AUTHENTICATION",
			"NOAUTH Authentication required., AUTHENTICATION", "ERR invalid password, AUTHENTICATION",
			"ERR AUTH <password> called without any password configured for the default user., AUTHENTICATION",
			"Connection refused: localhost, DATABASE_DOWN", "LOADING Redis is loading, DATABASE_DOWN" })
	void tellsWhyNoConnectionCouldBeOpened(String message, Cause cause) {
		Refusal refusal = RedisErrors.refusal(
				new RedisConnectionException("Unable to connect", new RedisCommandExecutionException(message)),
				Instant.EPOCH);
		assertThat(refusal.cause()).isEqualTo(cause);
		assertThat(refusal.message()).isEqualTo(message);
	}

	@Test
	void onlyAnAnswerThatIsStillToComeSpoilsTheConnection() {
		assertThat(Stream.of(new RedisSystemException("text", new RedisCommandExecutionException("ERR")),
				new RedisPipelineException(new InvalidDataAccessApiUsageException("WRONGTYPE")),
				new IllegalArgumentException()))
			.noneMatch(RedisErrors::leavesAnswerOpen);
		assertThat(Stream.of(new QueryTimeoutException("late", new RedisCommandTimeoutException("late")),
				new RedisPipelineException(new QueryTimeoutException("late")),
				new RedisSystemException("text", new RedisCommandInterruptedException(new InterruptedException())),
				new RedisSystemException("text", new RedisException("Connection closed"))))
			.allMatch(RedisErrors::leavesAnswerOpen);
	}

}
