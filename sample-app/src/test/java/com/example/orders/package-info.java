/**
 * Tests of the order service.
 */
@NullMarked
package com.example.orders;

import org.jspecify.annotations.NullMarked;
