/**
 * What the documentation says, tried.
 */
@NullMarked
package com.example.documentation;

import org.jspecify.annotations.NullMarked;
