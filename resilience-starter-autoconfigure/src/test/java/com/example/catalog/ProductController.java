package com.example.catalog;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows products, with prices that are asked for after the transaction or inside of it.
 */
@RestController
class ProductController {

	private final ProductService products;

	ProductController(ProductService products) {
		this.products = products;
	}

	@GetMapping("/after/{port}")
	String after(@PathVariable int port) {
		String name = this.products.name(1);
		return name + ProductService.price(port);
	}

	@GetMapping("/inside/{port}")
	String inside(@PathVariable int port) {
		return this.products.nameWithPrice(1, port);
	}

}
