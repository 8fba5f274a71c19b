/**
 * Tests beside the libraries that also bring circuit breakers, or without some. Those
 * with a tag need them on the class path, where only the build puts them: see the
 * executions of the Failsafe plugin.
 */
@NullMarked
package io.resiliencestarter.coexistence;

import org.jspecify.annotations.NullMarked;
