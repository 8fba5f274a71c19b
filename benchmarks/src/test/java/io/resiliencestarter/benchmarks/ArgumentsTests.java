package io.resiliencestarter.benchmarks;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Arguments}.
 */
class ArgumentsTests {

	@Test
	void everythingIsComparedByDefault() {
		Arguments arguments = new Arguments();
		assertThat(arguments.suites()).isEqualTo(Suite.ALL);
		assertThat(arguments.variants(Suite.POOLS)).isEqualTo(List.of(PoolVariant.values()));
		assertThat(arguments.threads(Suite.POOLS)).containsExactly(1, 2, 8, 16);
	}

	@Test
	void namedVariantsAreComparedWithTheFirst() {
		Arguments arguments = new Arguments("--suites=pools", "--variants=ours,ours-boot", "--threads=4");
		assertThat(arguments.suites()).containsExactly(Suite.POOLS);
		assertThat(arguments.variants(Suite.POOLS))
			.isEqualTo(List.of(PoolVariant.HIKARI, PoolVariant.OURS, PoolVariant.OURS_BOOT));
		assertThat(arguments.threads(Suite.POOLS)).containsExactly(4);
	}

	@Test
	void unknownArgumentIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Arguments("--round=1"));
	}

}
