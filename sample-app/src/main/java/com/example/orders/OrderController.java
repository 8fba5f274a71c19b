package com.example.orders;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The orders over HTTP.
 */
@RestController
@RequestMapping("/orders")
class OrderController {

	private final OrderService orders;

	OrderController(OrderService orders) {
		this.orders = orders;
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	Order place(@RequestBody NewOrder order) {
		return this.orders.place(required("customer", order.customer()), required("diagram", order.diagram()));
	}

	@GetMapping
	List<Order> latest() {
		return this.orders.latest();
	}

	@GetMapping("/{id}")
	Order get(@PathVariable long id) {
		return this.orders.get(id);
	}

	@PostMapping("/{id}/draw")
	Order draw(@PathVariable long id) {
		return this.orders.draw(id);
	}

	@PostMapping("/{id}/deliver")
	Order deliver(@PathVariable long id) {
		return this.orders.deliver(id);
	}

	private static String required(String name, @Nullable String value) {
		if (!StringUtils.hasText(value)) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'" + name + "' is missing");
		}
		return value;
	}

}
