@NullMarked
package io.resiliencestarter.console;

import org.jspecify.annotations.NullMarked;
