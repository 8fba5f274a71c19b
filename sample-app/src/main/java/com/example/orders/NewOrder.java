package com.example.orders;

import org.jspecify.annotations.Nullable;

/**
 * What a customer sends to order a diagram.
 *
 * @param customer who orders
 * @param diagram what is to be drawn
 */
record NewOrder(@Nullable String customer, @Nullable String diagram) {
}
