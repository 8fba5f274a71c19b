@NullMarked
package io.resiliencestarter.redis;

import org.jspecify.annotations.NullMarked;
