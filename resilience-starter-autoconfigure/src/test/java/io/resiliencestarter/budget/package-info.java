/**
 * Tests of how connections are divided.
 */
@NullMarked
package io.resiliencestarter.budget;

import org.jspecify.annotations.NullMarked;
