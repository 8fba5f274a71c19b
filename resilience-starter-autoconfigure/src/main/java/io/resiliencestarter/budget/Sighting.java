package io.resiliencestarter.budget;

/**
 * What the server has of a member whose lease had ended.
 *
 * @param lapsed the member
 * @param sessions how many sessions it has
 */
public record Sighting(LapsedMember lapsed, int sessions) {
}
