/**
 * The Redis pool: Lettuce connections pooled, tuned from the application's properties,
 * watched, and shown.
 */
@NullMarked
package io.resiliencestarter.redis;

import org.jspecify.annotations.NullMarked;
