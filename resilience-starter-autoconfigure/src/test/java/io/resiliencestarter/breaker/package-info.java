/**
 * Tests for the circuit breakers.
 */
@NullMarked
package io.resiliencestarter.breaker;

import org.jspecify.annotations.NullMarked;
