package io.resiliencestarter.pool;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolRegistry}.
 */
class PoolRegistryTests {

	private final PoolRegistry<StubPool> registry = new PoolRegistry<>();

	@Test
	void listenerHearsOfPoolsThatAreHereAndThatCome() {
		List<String> names = new ArrayList<>();
		this.registry.add(new StubPool("orders"));
		this.registry.onAdd((pool) -> names.add(pool.name()));
		this.registry.add(new StubPool("reports"));
		assertThat(names).containsExactly("orders", "reports");
	}

	@Test
	void poolOfTheSameNameReplacesTheOlderOne() {
		StubPool newer = new StubPool("orders");
		this.registry.add(new StubPool("orders"));
		this.registry.add(newer);
		assertThat(this.registry.pools()).containsExactly(newer);
		assertThat(this.registry.find("orders")).isSameAs(newer);
	}

	@Test
	void unknownNameIsNotFound() {
		assertThat(this.registry.find("orders")).isNull();
	}

}
