/**
 * The console: one page that shows all pools and breakers, and what it reads.
 */
@NullMarked
package io.resiliencestarter.console;

import org.jspecify.annotations.NullMarked;
