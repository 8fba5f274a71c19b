package io.resiliencestarter.breaker;

import java.time.Instant;

/**
 * A change of a breaker's state.
 *
 * @param at when it was noticed
 * @param from the state before
 * @param to the state after
 * @param reason why, in a few words
 */
public record Transition(Instant at, String from, String to, String reason) {

}
