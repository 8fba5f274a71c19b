/**
 * Kernel of the diagnosis: why a pool is dry, from what is seen of it, and the record of
 * the incidents. Free of Spring, of threads and of clocks.
 */
@NullMarked
package io.resiliencestarter.diagnosis;

import org.jspecify.annotations.NullMarked;
