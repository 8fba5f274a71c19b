package com.example.catalog;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * Something to sell.
 */
@Entity
class Product {

	@Id
	private long id;

	private String name;

	protected Product() {
		this(0, "");
	}

	Product(long id, String name) {
		this.id = id;
		this.name = name;
	}

	long getId() {
		return this.id;
	}

	String getName() {
		return this.name;
	}

}
