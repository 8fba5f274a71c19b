/**
 * What the callers of a web application are told while a breaker is open.
 */
@NullMarked
package io.resiliencestarter.web;

import org.jspecify.annotations.NullMarked;
