@NullMarked
package io.resiliencestarter.db;

import org.jspecify.annotations.NullMarked;
