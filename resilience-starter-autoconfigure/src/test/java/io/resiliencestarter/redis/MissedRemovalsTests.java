package io.resiliencestarter.redis;

import java.nio.charset.StandardCharsets;

import io.lettuce.core.RedisCommandExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MissedRemovals}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MissedRemovalsTests {

	private static final byte[] KEY = "orders::1".getBytes(StandardCharsets.UTF_8);

	private static final byte[] ALL = "orders::*".getBytes(StandardCharsets.UTF_8);

	private final MissedRemovals missed = new MissedRemovals("orders", ALL);

	@Test
	void coversWhatWasMissedUntilThatIsMadeUpFor() {
		assertThat(this.missed.covers(KEY)).isFalse();
		this.missed.addKey(KEY);
		assertThat(this.missed.covers(KEY)).isTrue();
		assertThat(this.missed.covers(ALL)).isFalse();
		assertThat(this.missed.makeUpFor(new FakeCacheWriter(false))).isEqualTo(1);
		assertThat(this.missed.isEmpty()).isTrue();
	}

	@Test
	void removalThatIsMissedAgainMeanwhileIsKept() {
		this.missed.addKey(KEY);
		this.missed.addPattern(ALL);
		this.missed.makeUpFor(new FakeCacheWriter(false) {

			@Override
			public boolean evictIfPresent(String name, byte[] key) {
				return MissedRemovalsTests.this.missed.addKey(key);
			}

			@Override
			public boolean invalidate(String name, byte[] pattern) {
				return MissedRemovalsTests.this.missed.addPattern(pattern);
			}

		});
		assertThat(this.missed.covers(KEY)).isTrue();
		assertThat(this.missed.makeUpFor(new FakeCacheWriter(false))).isEqualTo(2);
		assertThat(this.missed.covers(KEY)).isFalse();
	}

	@Test
	void keyCanBeWrittenBeforeItsEntryIsRemoved() {
		this.missed.addKey(KEY);
		this.missed.addUnread(KEY);
		this.missed.makeUpFor(new FakeCacheWriter(false) {

			@Override
			public boolean evictIfPresent(String name, byte[] key) {
				assertThat(MissedRemovalsTests.this.missed.isUnread(key)).isFalse();
				return true;
			}

		});
		assertThat(this.missed.isEmpty()).isTrue();
	}

	@Test
	void whatRedisDidNotGetIsKept() {
		this.missed.addKey(KEY);
		FakeCacheWriter redis = new FakeCacheWriter(false);
		redis.failure = new RedisConnectionFailureException("Down");
		assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> this.missed.makeUpFor(redis));
		assertThat(this.missed.covers(KEY)).isTrue();
	}

	@Test
	void whatRedisRefusesIsToldAndGivenUp(CapturedOutput output) {
		this.missed.addPattern(ALL);
		FakeCacheWriter redis = new FakeCacheWriter(false);
		redis.failure = new RedisSystemException("Refused", new RedisCommandExecutionException("NOPERM"));
		this.missed.makeUpFor(redis);
		assertThat(this.missed.isEmpty()).isTrue();
		assertThat(output).contains("could not be removed from cache 'orders'");
	}

	@Test
	void unreadKeysAreBounded() {
		for (int i = 0; i < 2 * MissedRemovals.MAX_KEYS; i++) {
			this.missed.addUnread(("orders::" + i).getBytes(StandardCharsets.UTF_8));
		}
		this.missed.addUnread(KEY);
		assertThat(this.missed.isUnread(KEY)).isTrue();
		this.missed.removeUnread(KEY);
		assertThat(this.missed.isUnread(KEY)).isFalse();
		this.missed.clearUnread();
		assertThat(this.missed.isEmpty()).isTrue();
	}

}
