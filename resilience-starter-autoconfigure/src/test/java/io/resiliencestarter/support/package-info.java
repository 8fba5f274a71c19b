@NullMarked
package io.resiliencestarter.support;

import org.jspecify.annotations.NullMarked;
