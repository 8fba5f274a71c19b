@NullMarked
package io.resiliencestarter.pool;

import org.jspecify.annotations.NullMarked;
