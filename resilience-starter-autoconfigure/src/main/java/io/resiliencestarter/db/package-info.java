/**
 * The database pool: HikariCP tuned from the application's properties, watched, and
 * shown.
 */
@NullMarked
package io.resiliencestarter.db;

import org.jspecify.annotations.NullMarked;
