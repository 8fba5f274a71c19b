/**
 * Other ways to start an application.
 */
@NullMarked
package io.resiliencestarter.start;

import org.jspecify.annotations.NullMarked;
