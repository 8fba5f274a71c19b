package io.resiliencestarter.budget;

/**
 * A member whose lease has ended without a word. Its connections may be there still, if
 * it was paused or cut off: they count until somebody has looked.
 *
 * @param member the member
 * @param since when its lease had ended or it was looked for, by the clock of the store
 * @param session the name that its sessions have on the server, empty if not known
 */
public record LapsedMember(String member, long since, String session) {
}
