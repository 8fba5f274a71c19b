package io.resiliencestarter.budget;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What an instance tells those who share a budget with it, and asks of it. With each
 * request goes a promise: until the answer, and without one for as long as the lease
 * lasts, it opens no more connections than it holds.
 *
 * @param member who asks, one name for each run of an instance
 * @param session the name that the instance's sessions have on the server, empty if that
 * is not known or not to be relied on
 * @param sequence grows with each request of a member
 * @param answered the last of them that was answered, 0 for none
 * @param holds the most connections that the member has, and will have until the answer
 * @param wants the connections that it needs
 * @param most the most connections that it could use
 * @param total what all members may have together, 0 if this one does not know
 * @param floor the connections that it keeps without a lease
 * @param heartbeat how often it asks
 * @param lease how long an answer is worth something
 * @param seen how many sessions of other members there are on the server, -1 if it has
 * not looked, -2 if it cannot
 * @param asked the {@link LeaseGrant#look()} after which it has looked, 0 for none
 * @param sightings what became of members whose lease had ended
 * @param sessions how many sessions there are on the server by name, if it was asked to
 * look
 */
public record LeaseRequest(String member, String session, long sequence, long answered, int holds, int wants, int most,
		int total, int floor, Duration heartbeat, Duration lease, int seen, long asked, List<Sighting> sightings,
		Map<String, Integer> sessions) {

	public LeaseRequest {
		sightings = List.copyOf(sightings);
		sessions = Map.copyOf(sessions);
	}

}
