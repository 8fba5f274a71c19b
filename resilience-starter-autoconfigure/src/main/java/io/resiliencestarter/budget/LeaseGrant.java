package io.resiliencestarter.budget;

import java.util.List;

/**
 * The answer to a request for a lease.
 *
 * @param lease the connections that the member may have until the lease ends
 * @param target the connections that it is to come down to, if these are fewer
 * @param total what all members may have together, 0 if nobody knows
 * @param members how many members there are
 * @param look whether the member is to see if there are others, whom the store may have
 * lost: until somebody has, nobody gets more
 * @param lapsed members whose sessions somebody should look for
 */
public record LeaseGrant(int lease, int target, int total, int members, boolean look, List<LapsedMember> lapsed) {

	public LeaseGrant {
		lapsed = List.copyOf(lapsed);
	}

}
