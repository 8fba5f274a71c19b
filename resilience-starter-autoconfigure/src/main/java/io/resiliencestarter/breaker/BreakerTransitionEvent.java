package io.resiliencestarter.breaker;

/**
 * Application event: a breaker has changed its state. The changes of one breaker are told
 * in their order, on the thread of a call or of who looked at the breaker; a listener
 * that takes its time holds up that call.
 *
 * @param breaker the name of the breaker
 * @param kind what it guards
 * @param transition the change
 */
public record BreakerTransitionEvent(String breaker, BreakerKind kind, Transition transition) {

}
