/**
 * Long use, and what it leaves behind.
 */
@NullMarked
package io.resiliencestarter.endurance;

import org.jspecify.annotations.NullMarked;
