/**
 * Tests for the guarded HTTP clients.
 */
@NullMarked
package io.resiliencestarter.http;

import org.jspecify.annotations.NullMarked;
