/**
 * An application's own code, as opposed to ours.
 */
@NullMarked
package com.example.shop;

import org.jspecify.annotations.NullMarked;
