package com.example.orders;

/**
 * How far an order is.
 */
enum OrderStatus {

	/**
	 * Ordered.
	 */
	PLACED,

	/**
	 * The diagram is drawn.
	 */
	DRAWN,

	/**
	 * The customer has it.
	 */
	DELIVERED

}
