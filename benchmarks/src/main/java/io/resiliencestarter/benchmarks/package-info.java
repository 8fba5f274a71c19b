/**
 * Measures what the starter costs, beside what others cost.
 */
@NullMarked
package io.resiliencestarter.benchmarks;

import org.jspecify.annotations.NullMarked;
