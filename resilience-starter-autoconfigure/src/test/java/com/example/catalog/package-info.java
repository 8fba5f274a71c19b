/**
 * An application that a test looks at from outside.
 */
@NullMarked
package com.example.catalog;

import org.jspecify.annotations.NullMarked;
