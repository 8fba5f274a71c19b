/**
 * Downstream services: each call of an HTTP client to a declared service goes through the
 * breaker of that service.
 */
@NullMarked
package io.resiliencestarter.http;

import org.jspecify.annotations.NullMarked;
