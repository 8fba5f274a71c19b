package io.resiliencestarter.redis;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Sockets}.
 */
class SocketsTests {

	private long nanos;

	private final Sockets sockets = new Sockets(2, () -> this.nanos);

	@Test
	void thereAreNeverMoreThanThereMayBe() {
		assertThat(this.sockets.tryTake()).isTrue();
		assertThat(this.sockets.tryTake()).isTrue();
		assertThat(this.sockets.tryTake()).isFalse();
		assertThat(this.sockets.open()).isEqualTo(2);
	}

	@Test
	void oneThatWasClosedCountsUntilTheServerKnows() {
		this.sockets.tryTake();
		this.sockets.tryTake();
		this.sockets.release();
		assertThat(this.sockets.open()).isEqualTo(1);
		pass(49);
		assertThat(this.sockets.tryTake()).isFalse();
		pass(1);
		assertThat(this.sockets.tryTake()).isTrue();
		assertThat(this.sockets.tryTake()).isFalse();
	}

	@Test
	void makesRoomWhenThereIsNone() {
		this.sockets.tryTake();
		this.sockets.tryTake();
		this.sockets.take(() -> {
			if (this.sockets.open() == 2) {
				this.sockets.release();
			}
			pass(50);
		});
		assertThat(this.sockets.open()).isEqualTo(2);
	}

	@Test
	void doesNotWaitForever() {
		this.sockets.tryTake();
		this.sockets.tryTake();
		assertThatIllegalStateException().isThrownBy(() -> this.sockets.take(() -> pass(1000)));
	}

	private void pass(long millis) {
		this.nanos += TimeUnit.MILLISECONDS.toNanos(millis);
	}

}
