package io.resiliencestarter.budget;

import java.util.List;

/**
 * The answer to a request for a lease.
 *
 * @param lease the connections that the member may have until the lease ends
 * @param target the connections that it is to come down to, if these are fewer
 * @param total what all members may have together, 0 if nobody knows
 * @param members how many members there are
 * @param look when the member was asked to look at the sessions on the server, by the
 * clock of the store, 0 if it need not. There may be members that the store has lost:
 * until somebody has looked, nobody gets more. Or it is to see what its own are called
 * @param lapsed members whose sessions somebody should look for
 */
public record LeaseGrant(int lease, int target, int total, int members, long look, List<LapsedMember> lapsed) {

	public LeaseGrant {
		lapsed = List.copyOf(lapsed);
	}

}
