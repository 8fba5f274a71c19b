package com.example.orders;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Many customers at once, whose orders are drawn in the way that drains the pool.
 */
@RestController
class RushController implements DisposableBean {

	private static final Log logger = LogFactory.getLog(RushController.class);

	private static final int MOST_CUSTOMERS = 200;

	private final OrderService orders;

	private final ExecutorService customers = Executors.newCachedThreadPool();

	RushController(OrderService orders) {
		this.orders = orders;
	}

	@PostMapping("/rush")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void rush(@RequestParam(name = "customers", defaultValue = "40") int count) {
		if (count < 1 || count > MOST_CUSTOMERS) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "customers: 1 to " + MOST_CUSTOMERS);
		}
		List<Order> placed = IntStream.range(0, count).mapToObj((i) -> this.orders.place("rush", "bridge")).toList();
		placed.forEach((order) -> this.customers.execute(() -> draw(order)));
	}

	private void draw(Order order) {
		try {
			this.orders.drawInTransaction(order.id());
		}
		catch (RuntimeException ex) {
			logger.warn("A customer in a rush went away: " + ex.getMessage());
		}
	}

	@Override
	public void destroy() {
		this.customers.shutdownNow();
	}

}
