/**
 * Tests beside the libraries that also bring circuit breakers. Each runs with them on its
 * class path in a JVM of its own, which only the build does: see the executions of the
 * Failsafe plugin.
 */
@NullMarked
package io.resiliencestarter.coexistence;

import org.jspecify.annotations.NullMarked;
