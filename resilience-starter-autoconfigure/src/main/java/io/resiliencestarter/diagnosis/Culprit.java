package io.resiliencestarter.diagnosis;

/**
 * The line of the application's code that is to blame. Immutable.
 *
 * @param site the line, as stack traces write it
 * @param share its share of the time for which connections were held, 0 to 1
 */
public record Culprit(String site, double share) {
}
