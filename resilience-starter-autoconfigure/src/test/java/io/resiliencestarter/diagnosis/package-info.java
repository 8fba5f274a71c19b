/**
 * Tests of the diagnosis.
 */
@NullMarked
package io.resiliencestarter.diagnosis;

import org.jspecify.annotations.NullMarked;
