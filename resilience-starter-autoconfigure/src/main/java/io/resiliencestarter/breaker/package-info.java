/**
 * Circuit breakers: resilience4j as the engine, the reference semantics on top, and what
 * endpoint and health show of them.
 */
@NullMarked
package io.resiliencestarter.breaker;

import org.jspecify.annotations.NullMarked;
