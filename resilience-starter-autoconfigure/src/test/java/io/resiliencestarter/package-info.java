@NullMarked
package io.resiliencestarter;

import org.jspecify.annotations.NullMarked;
