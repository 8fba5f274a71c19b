package io.resiliencestarter.budget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.resiliencestarter.budget.Leaseholder.Sight;
import org.jspecify.annotations.Nullable;

/**
 * The reference for what the store does with requests, written to be read: no sums that
 * are kept, and a clock that is told. What runs in Redis is held against it.
 */
public final class LeaseLedger {

	private static final int LOOKS = 10;

	private final Map<String, Member> members = new LinkedHashMap<>();

	private boolean exists;

	private int total;

	private long learnsUntil;

	private long shortUntil;

	private long looksUntil;

	private String looker = "";

	private long at;

	/**
	 * Return a copy, as a server has of its data on its disk.
	 */
	LeaseLedger copy() {
		LeaseLedger copy = new LeaseLedger();
		copy.restore(this);
		return copy;
	}

	/**
	 * Return how long ago the last request was.
	 * @param now the time in milliseconds
	 */
	long age(long now) {
		return now - this.at;
	}

	/**
	 * Go back to a copy, as a server that was started anew with older data.
	 */
	void restore(LeaseLedger saved) {
		this.members.clear();
		saved.members.forEach((name, member) -> this.members.put(name, new Member(member)));
		this.exists = saved.exists;
		this.total = saved.total;
		this.learnsUntil = saved.learnsUntil;
		this.shortUntil = saved.shortUntil;
		this.looksUntil = saved.looksUntil;
		this.looker = saved.looker;
		this.at = saved.at;
	}

	/**
	 * Give a lease back.
	 * @param member whose
	 */
	public void release(String member) {
		this.members.remove(member);
	}

	/**
	 * Answer a request.
	 * @param request the request
	 * @param now the time in milliseconds
	 * @return the answer, {@code null} if a later one was answered before
	 */
	public @Nullable LeaseGrant renew(LeaseRequest request, long now) {
		long lease = request.lease().toMillis();
		long heartbeat = request.heartbeat().toMillis();
		if (!this.exists) {
			this.exists = true;
			this.at = now;
			this.learnsUntil = now + lease;
		}
		Member me = this.members.get(request.member());
		if (me != null && request.sequence() <= me.sequence) {
			return null;
		}
		boolean isBack = me == null || me.look <= now;
		boolean knowsBetter = request.answered() > 0 && (me == null || me.sequence < request.answered());
		request.sightings().forEach((sighting) -> look(sighting, request, now));
		if (me == null || !me.session.equals(request.session())) {
			this.members.remove("~" + request.session());
		}
		boolean looked = request.asked() >= this.learnsUntil && request.seen() != Sight.NOT_LOOKED;
		if (this.learnsUntil > 0 && this.learnsUntil <= now && (looked || this.learnsUntil + 2 * lease <= now)) {
			findLost(request, now);
			this.learnsUntil = 0;
		}
		List<String> due = due(now);
		if (me != null) {
			this.members.remove(request.member());
			due.remove(request.member());
		}
		boolean canLook = request.holds() > 0 || leased() == leasedOfLapsed();
		List<LapsedMember> lapsed = lapse(due, request, canLook, now);
		me = new Member(request, now + lease);
		this.members.put(request.member(), me);
		if (request.total() > 0) {
			this.total = request.total();
		}
		boolean known = this.total > 0;
		int all = known ? this.total : leased() - Math.min(request.holds(), 1) + 1;
		int most = known ? request.most() : 1;

		int spare = (all - leasedOfLapsed() > live()) ? 1 : 0;
		Fair fair = fair(request.wants(), all - leasedOfLapsed() - spare);
		int limit = fair.share() + ((fair.more() && this.shortUntil <= now) ? 1 : 0);
		limit = Math.min(most, Math.max(limit, Math.min(1, request.holds())));
		int free = all - leased() - ((request.holds() > 0) ? spare : 0);
		if (knowsBetter || (isBack && now - this.at > 2 * heartbeat)) {
			this.learnsUntil = now + lease;
		}
		this.at = now;
		if (request.seen() == 0 && this.learnsUntil <= now + lease - heartbeat) {
			this.learnsUntil = 0;
		}
		boolean learning = this.learnsUntil > 0;
		boolean unnamed = request.session().isEmpty() && request.seen() == Sight.NOT_LOOKED;
		boolean alone = leased() - me.lease == leasedOfLapsed();
		long overAt = this.learnsUntil + ((request.holds() == 0) ? lease : 0);
		boolean look = (unnamed && request.holds() > 0)
				|| (learning && (overAt <= now || (alone && this.learnsUntil <= now + lease - heartbeat)));
		look &= this.looksUntil + (request.member().equals(this.looker) ? heartbeat : 0) <= now;
		if (look) {
			this.looker = request.member();
			this.looksUntil = now + heartbeat;
		}
		if (learning) {
			me.lease = (request.seen() == Sight.CANNOT_LOOK && request.holds() == 0) ? Math.max(0, Math.min(1, free))
					: request.holds();
		}
		else {
			me.lease = request.holds() + Math.max(0, Math.min(limit - request.holds(), free));
		}
		if (leased() > all - spare || (!learning && me.lease < Math.min(request.wants(), fair.share()))) {
			this.shortUntil = now + 2 * heartbeat;
		}
		int target = (this.shortUntil > now) ? Math.min(me.lease, limit) : me.lease;
		return new LeaseGrant(me.lease, target, this.total, live(), look ? now : 0, lapsed);
	}

	private void findLost(LeaseRequest request, long now) {
		Map<String, Member> known = new HashMap<>();
		this.members.values().forEach((member) -> known.put(member.session, member));
		Set<String> applications = known.keySet().stream().map(LeaseLedger::application).collect(Collectors.toSet());
		applications.add(application(request.session()));
		request.sessions().forEach((name, sessions) -> {
			Member member = known.get(name);
			if (name.equals(request.session())) {
				return;
			}
			if (member != null && member.since > 0) {
				member.lease = Math.max(member.lease, sessions);
			}
			else if (member == null && applications.contains(application(name))) {
				this.members.put("~" + name, new Member(name, Math.max(sessions, request.floor()), now,
						now + request.heartbeat().toMillis()));
			}
		});
	}

	private static String application(String session) {
		return session.substring(0, Math.max(0, session.lastIndexOf('/')));
	}

	private void look(Sighting sighting, LeaseRequest request, long now) {
		String name = sighting.lapsed().member();
		Member member = this.members.get(name);
		if (member == null || member.since == 0 || member.since != sighting.lapsed().since()
				|| name.equals(request.member())) {
			return;
		}
		if (sighting.sessions() == 0) {
			this.members.remove(name);
		}
		else {
			member.lease = Math.min(member.lease, Math.max(sighting.sessions(), request.floor()));
			member.since = now;
		}
	}

	private List<String> due(long now) {
		return this.members.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().look <= now)
			.sorted((one, two) -> (one.getValue().look != two.getValue().look)
					? Long.compare(one.getValue().look, two.getValue().look) : one.getKey().compareTo(two.getKey()))
			.limit(LOOKS)
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(ArrayList::new));
	}

	private List<LapsedMember> lapse(List<String> due, LeaseRequest request, boolean canLook, long now) {
		long lease = request.lease().toMillis();
		List<LapsedMember> lapsed = new ArrayList<>();
		for (String name : due) {
			Member member = Objects.requireNonNull(this.members.get(name));
			if (!canLook && member.since > 0) {
				continue;
			}
			long unseen = 0;
			if (member.since == 0) {
				member.since = now;
			}
			else if (request.seen() == Sight.CANNOT_LOOK || member.session.isEmpty()) {
				unseen = now - member.since;
			}
			if (unseen > lease) {
				member.lease = Math.min(member.lease, request.floor());
			}
			if (unseen > 10 * lease) {
				this.members.remove(name);
			}
			else {
				member.look = canLook ? now + request.heartbeat().toMillis() : now;
				if (canLook) {
					lapsed.add(new LapsedMember(name, member.since, member.session));
				}
			}
		}
		return lapsed;
	}

	private Fair fair(int wants, int available) {
		Map<Integer, Integer> kinds = new TreeMap<>();
		this.members.values()
			.stream()
			.filter((member) -> member.since == 0)
			.forEach((member) -> kinds.merge(member.wants, 1, Integer::sum));
		int sum = kinds.entrySet().stream().mapToInt((kind) -> kind.getKey() * kind.getValue()).sum();
		if (sum <= available) {
			return new Fair(wants + (available - sum) / live(), false);
		}
		int left = Math.max(0, available);
		int number = live();
		for (Map.Entry<Integer, Integer> kind : kinds.entrySet()) {
			if (kind.getKey() * number >= left) {
				break;
			}
			left -= kind.getKey() * kind.getValue();
			number -= kind.getValue();
		}
		int level = left / number;
		return new Fair(Math.min(wants, level), wants > level && left % number > 0);
	}

	/**
	 * Return the sum of all leases, those of lapsed members included.
	 */
	int leased() {
		return this.members.values().stream().mapToInt((member) -> member.lease).sum();
	}

	private int leasedOfLapsed() {
		return this.members.values()
			.stream()
			.filter((member) -> member.since > 0)
			.mapToInt((member) -> member.lease)
			.sum();
	}

	private int live() {
		return (int) this.members.values().stream().filter((member) -> member.since == 0).count();
	}

	/**
	 * Describe the state, with times relative to now.
	 * @param now the time in milliseconds
	 */
	String state(long now) {
		StringBuilder state = new StringBuilder();
		state.append(this.exists)
			.append(this.total)
			.append('/')
			.append((this.learnsUntil > 0) ? Math.max(0, this.learnsUntil - now) : -1)
			.append('/')
			.append(Math.max(0, this.shortUntil - now))
			.append('/')
			.append(Math.max(0, this.looksUntil - now))
			.append(this.looker)
			.append('/')
			.append(now - this.at);
		this.members.forEach((name, member) -> state.append(' ')
			.append(name)
			.append(':')
			.append(member.lease)
			.append(',')
			.append(member.wants)
			.append(',')
			.append((member.since > 0) ? now - member.since : -1)
			.append(',')
			.append(Math.max(0, member.look - now)));
		return state.toString();
	}

	private static final class Member {

		private final long sequence;

		private final String session;

		private final int wants;

		private int lease;

		private long since;

		private long look;

		Member(Member other) {
			this.sequence = other.sequence;
			this.session = other.session;
			this.wants = other.wants;
			this.lease = other.lease;
			this.since = other.since;
			this.look = other.look;
		}

		Member(String session, int lease, long since, long look) {
			this.sequence = 0;
			this.session = session;
			this.wants = 0;
			this.lease = lease;
			this.since = since;
			this.look = look;
		}

		Member(LeaseRequest request, long end) {
			this.sequence = request.sequence();
			this.session = request.session();
			this.wants = request.wants();
			this.lease = request.holds();
			this.look = end;
		}

	}

	/**
	 * What is fair.
	 *
	 * @param share the connections
	 * @param more whether there are some left for the first who ask
	 */
	private record Fair(int share, boolean more) {
	}

}
