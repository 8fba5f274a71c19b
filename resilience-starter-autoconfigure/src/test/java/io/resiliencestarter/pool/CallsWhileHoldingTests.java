package io.resiliencestarter.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link CallsWhileHolding}.
 */
class CallsWhileHoldingTests implements PoolListener {

	private final TrackedStubs stubs = new TrackedStubs();

	private final CallsWhileHolding calls = new CallsWhileHolding(this.stubs.context());

	private final CalledService service = this.calls.service("auth");

	private final List<String> told = new ArrayList<>();

	CallsWhileHoldingTests() {
		this.calls.watch("dataSource", this.stubs.tracker());
	}

	@Override
	public void calledWhileHolding(String pool, String service, @Nullable StackTraceElement line) {
		this.told.add(pool + " " + service);
	}

	@Test
	void countsOnlyWhileTheCallerHoldsAConnection() {
		this.service.called();
		StubConnection handle = this.stubs.borrow(new StubConnection(1));
		this.service.called();
		this.service.called();
		handle.close();
		this.service.called();
		assertThat(this.service.calls()).isEqualTo(2);
		assertThat(this.calls.of("dataSource")).extracting(HeldCalls::service, HeldCalls::count)
			.containsExactly(tuple("auth", 2L));
	}

	@Test
	void connectionOfAnotherThreadDoesNotCount() {
		CompletableFuture.runAsync(() -> this.stubs.borrow(new StubConnection(1))).join();
		this.service.called();
		assertThat(this.service.calls()).isZero();
	}

	@Test
	void connectionThatIsClosedForGoodDoesNotCount() {
		StubConnection connection = new StubConnection(1);
		this.stubs.borrow(connection);
		connection.close();
		this.service.called();
		assertThat(this.service.calls()).isZero();
	}

	@Test
	void tellsOfEachLineOnce() {
		this.stubs.borrow(new StubConnection(1));
		for (int i = 0; i < 3; i++) {
			this.service.called();
		}
		this.calls.tick(this);
		this.calls.tick(this);
		assertThat(this.told).containsExactly("dataSource auth");
	}

	@Test
	void knowsWhichServiceALineCalls() {
		this.stubs.borrow(new StubConnection(1));
		this.service.called();
		this.calls.tick(this);
		List<StackTraceElement> sites = this.calls.of("dataSource").get(0).sites();
		assertThat(sites).hasSize(1);
		assertThat(this.calls.serviceAt(sites.get(0))).isEqualTo("auth");
		assertThat(this.calls.serviceAt(new StackTraceElement("com.acme.Shop", "pay", "Shop.java", 1))).isNull();
	}

	@Test
	void namesNoServiceOfALineThatCallsSeveral() {
		this.stubs.borrow(new StubConnection(1));
		for (CalledService called : List.of(this.service, this.calls.service("git"))) {
			called.called();
		}
		this.calls.tick(this);
		assertThat(this.told).containsExactlyInAnyOrder("dataSource auth", "dataSource git");
		assertThat(this.calls.serviceAt(this.calls.of("dataSource").get(0).sites().get(0))).isNull();
	}

	@Test
	void poolThatTakesThePlaceOfAnotherIsLookedAtInstead() {
		this.stubs.borrow(new StubConnection(1));
		this.calls.watch("dataSource", new TrackedStubs().tracker());
		this.service.called();
		assertThat(this.service.calls()).isZero();
	}

	@Test
	void tellsOfServicesThatComeLater() {
		List<String> names = new ArrayList<>();
		this.calls.onService((service) -> names.add(service.name()));
		assertThat(this.calls.service("auth")).isSameAs(this.service);
		this.calls.service("git");
		assertThat(names).containsExactly("auth", "git");
	}

}
