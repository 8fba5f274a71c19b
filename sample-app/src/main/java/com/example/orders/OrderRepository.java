package com.example.orders;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The orders in the database.
 */
@Repository
class OrderRepository {

	private static final String COLUMNS = "id, customer, diagram, status, placed_at";

	private final JdbcClient jdbc;

	OrderRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Order insert(String customer, String diagram) {
		return this.jdbc
			.sql("INSERT INTO orders (customer, diagram, status) VALUES (:customer, :diagram, 'PLACED') RETURNING "
					+ COLUMNS)
			.param("customer", customer)
			.param("diagram", diagram)
			.query(Order.class)
			.single();
	}

	Optional<Order> find(long id) {
		return this.jdbc.sql("SELECT " + COLUMNS + " FROM orders WHERE id = :id")
			.param("id", id)
			.query(Order.class)
			.optional();
	}

	List<Order> findLatest(int limit) {
		return this.jdbc.sql("SELECT " + COLUMNS + " FROM orders ORDER BY id DESC LIMIT :limit")
			.param("limit", limit)
			.query(Order.class)
			.list()
			.stream()
			.map(Objects::requireNonNull)
			.toList();
	}

	Optional<Order> updateStatus(long id, OrderStatus status) {
		return this.jdbc.sql("UPDATE orders SET status = :status WHERE id = :id RETURNING " + COLUMNS)
			.param("status", status.name())
			.param("id", id)
			.query(Order.class)
			.optional();
	}

}
