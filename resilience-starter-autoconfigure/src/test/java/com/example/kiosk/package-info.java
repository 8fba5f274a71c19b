/**
 * An application that a test starts in more than one way.
 */
@NullMarked
package com.example.kiosk;

import org.jspecify.annotations.NullMarked;
