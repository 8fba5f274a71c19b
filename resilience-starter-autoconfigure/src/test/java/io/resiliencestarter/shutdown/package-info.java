@NullMarked
package io.resiliencestarter.shutdown;

import org.jspecify.annotations.NullMarked;
