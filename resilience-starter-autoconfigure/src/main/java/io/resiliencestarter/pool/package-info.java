/**
 * Kernel of the pools: what is known of a connection pool at one instant, whatever it
 * pools. Free of Spring, of threads and of clocks: whoever wires it passes the time in.
 */
@NullMarked
package io.resiliencestarter.pool;

import org.jspecify.annotations.NullMarked;
