package com.example.orders;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * A few customers, so that the endpoints show life. Off with
 * {@code orders.traffic.enabled=false}.
 */
@Component
@ConditionalOnBooleanProperty(name = "orders.traffic.enabled", matchIfMissing = true)
class BackgroundTraffic {

	private static final Log logger = LogFactory.getLog(BackgroundTraffic.class);

	private static final List<String> CUSTOMERS = List.of("ada", "grace", "linus", "margaret");

	private static final List<String> DIAGRAMS = List.of("bridge", "engine", "network", "rocket");

	private final OrderService orders;

	BackgroundTraffic(OrderService orders) {
		this.orders = orders;
	}

	@Scheduled(fixedDelay = 1000)
	void order() {
		quietly(() -> {
			Order order = this.orders.place(any(CUSTOMERS), any(DIAGRAMS));
			this.orders.draw(order.id());
			this.orders.deliver(order.id());
		});
	}

	@Scheduled(fixedDelay = 200)
	void read() {
		quietly(() -> {
			List<Order> latest = this.orders.latest();
			if (!latest.isEmpty()) {
				this.orders.get(any(latest).id());
			}
		});
	}

	/**
	 * A service that fails is part of the show, and must not fill the log.
	 */
	private void quietly(Runnable visit) {
		try {
			visit.run();
		}
		catch (RuntimeException ex) {
			logger.debug("A customer went away without success", ex);
		}
	}

	private static <T> T any(List<T> choices) {
		return choices.get(ThreadLocalRandom.current().nextInt(choices.size()));
	}

}
