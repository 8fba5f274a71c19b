/**
 * What the parts share of Spring: settings with their origins, failure analysis, the tick
 * and the common face of the pools.
 */
@NullMarked
package io.resiliencestarter.support;

import org.jspecify.annotations.NullMarked;
