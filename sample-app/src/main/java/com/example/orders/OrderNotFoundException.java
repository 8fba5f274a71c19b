package com.example.orders;

/**
 * There is no order of that number.
 */
class OrderNotFoundException extends RuntimeException {

	OrderNotFoundException(long id) {
		super("There is no order " + id);
	}

}
