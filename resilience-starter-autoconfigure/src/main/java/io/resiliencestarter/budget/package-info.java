/**
 * Kernel of the connection budget: how the connections that a server lets in are divided
 * among the replicas of an application and its pools. Free of Spring, of threads and of
 * clocks.
 */
@NullMarked
package io.resiliencestarter.budget;

import org.jspecify.annotations.NullMarked;
