package io.resiliencestarter.support;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EventDelivery}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EventDeliveryTests {

	private final List<Object> received = Collections.synchronizedList(new ArrayList<>());

	private final CountDownLatch released = new CountDownLatch(1);

	private final EventDelivery delivery = new EventDelivery(this::receive);

	EventDeliveryTests() {
		this.delivery.start();
	}

	private void receive(Object event) {
		if (event.equals("hang")) {
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		if (event.equals("fail")) {
			throw new IllegalStateException("listener");
		}
		if (event.equals("error")) {
			throw new AssertionError("listener");
		}
		this.received.add(event);
	}

	@AfterEach
	void end() {
		this.released.countDown();
		this.delivery.destroy();
	}

	@Test
	void publishesInOrder() {
		List<Object> events = IntStream.range(0, 200).<Object>mapToObj(Integer::valueOf).toList();
		events.forEach(this.delivery::publish);
		await().untilAsserted(() -> assertThat(this.received).containsExactlyElementsOf(events));
	}

	@Test
	void goesOnAfterAListenerHasFailed(CapturedOutput output) {
		List.of("fail", "error", "next").forEach(this.delivery::publish);
		await().untilAsserted(() -> assertThat(this.received).containsExactly("next"));
		assertThat(output.getOut().lines().filter((line) -> line.contains("A listener to String failed"))).hasSize(2)
			.allMatch((line) -> line.contains("WARN"));
	}

	@Test
	void listenerThatHangsHoldsUpNobodyAndTheMemoryIsBounded(CapturedOutput output) {
		this.delivery.publish("hang");
		for (int i = 0; i < 1000; i++) {
			this.delivery.publish(i);
		}
		assertThat(this.received).isEmpty();
		this.released.countDown();
		await().until(() -> this.received.contains(255));
		assertThat(this.received).startsWith("hang", 0).hasSizeLessThan(300);
		assertThat(output.getOut().lines().filter((line) -> line.contains("Listeners are slower than events come")))
			.hasSize(1);
	}

	@Test
	void waitsUntilTheContextHasStarted() {
		EventDelivery early = new EventDelivery(this::receive);
		early.publish("early");
		this.delivery.publish("later");
		await().until(() -> this.received.contains("later"));
		early.start();
		await().untilAsserted(() -> assertThat(this.received).containsExactly("later", "early"));
		early.destroy();
	}

	@Test
	void saysNothingAfterTheEnd(CapturedOutput output) {
		this.delivery.publish("hang");
		this.delivery.destroy();
		this.delivery.publish("late");
		assertThat(output).doesNotContain("WARN");
	}

}
