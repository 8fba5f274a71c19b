package com.example.orders;

import java.io.Serializable;
import java.time.Instant;

/**
 * A diagram that a customer has ordered.
 *
 * @param id the number of the order
 * @param customer who ordered
 * @param diagram what is to be drawn
 * @param status how far it is
 * @param placedAt when it was ordered
 */
record Order(long id, String customer, String diagram, OrderStatus status, Instant placedAt) implements Serializable {
}
