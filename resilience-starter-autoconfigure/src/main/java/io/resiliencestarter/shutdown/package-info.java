/**
 * The end of an application: connections in use are waited for before the pools close.
 */
@NullMarked
package io.resiliencestarter.shutdown;

import org.jspecify.annotations.NullMarked;
