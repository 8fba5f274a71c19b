/**
 * An order service as someone could have written it.
 */
@NullMarked
package com.example.orders;

import org.jspecify.annotations.NullMarked;
