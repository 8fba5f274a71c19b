@NullMarked
package io.resiliencestarter.benchmarks;

import org.jspecify.annotations.NullMarked;
