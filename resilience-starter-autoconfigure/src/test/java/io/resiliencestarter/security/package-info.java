/**
 * Tests of what the application tells, and takes from, strangers.
 */
@NullMarked
package io.resiliencestarter.security;

import org.jspecify.annotations.NullMarked;
