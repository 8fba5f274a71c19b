/**
 * Real servers for tests.
 */
@NullMarked
package io.resiliencestarter.testing;

import org.jspecify.annotations.NullMarked;
