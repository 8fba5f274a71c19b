@NullMarked
package io.resiliencestarter.web;

import org.jspecify.annotations.NullMarked;
