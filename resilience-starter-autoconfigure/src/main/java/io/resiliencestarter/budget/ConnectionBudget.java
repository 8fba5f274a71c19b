package io.resiliencestarter.budget;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the connections that a server lets in are divided: some are left to others, the
 * rest goes in equal parts to the replicas, and of those in proportion to the pools. Each
 * pool gets one connection at least, since it could do nothing without. Where several
 * limits count for a pool, it gets the least of what they leave.
 *
 * @param reserve what is left to others
 * @param replicas how many replicas share the rest
 */
public record ConnectionBudget(Reserve reserve, int replicas) {

	/**
	 * Return what all replicas may have together.
	 * @param limit how many connections are let in
	 * @return the number
	 */
	public int total(int limit) {
		return limit - this.reserve.of(limit);
	}

	/**
	 * Return the smallest limit that leaves a connection for each replica.
	 * @return the limit
	 */
	public int leastLimit() {
		int limit = this.replicas;
		while (total(limit) < this.replicas) {
			limit++;
		}
		return limit;
	}

	/**
	 * Divide what is known to be there among the pools of one replica.
	 * @param claims the pools
	 * @return what each may have, by name; nothing for those of whose limits none is
	 * known
	 */
	public Map<String, Share> divide(Collection<Claim> claims) {
		Map<String, Share> shares = new LinkedHashMap<>();
		for (Scope scope : scopes(claims)) {
			divide(scope).forEach((pool, share) -> shares.merge(pool, share, ConnectionBudget::tighter));
		}
		return shares;
	}

	private static Share tighter(Share first, Share second) {
		return (second.pool() < first.pool()
				|| (second.pool() == first.pool() && second.quota().limit() < first.quota().limit())) ? second : first;
	}

	/**
	 * Two pools can know the same limit from different times: the smaller one counts.
	 */
	private static Collection<Scope> scopes(Collection<Claim> claims) {
		Map<List<String>, Scope> scopes = new LinkedHashMap<>();
		for (Claim claim : claims) {
			for (Quota quota : claim.quotas()) {
				List<Claim> members = claims.stream().filter((other) -> counts(quota, claim.server(), other)).toList();
				scopes.merge(List.of(claim.server(), quota.name()), new Scope(quota, members),
						(first, second) -> (second.quota().limit() < first.quota().limit()) ? second : first);
			}
		}
		return scopes.values();
	}

	private static boolean counts(Quota quota, String server, Claim claim) {
		return claim.server().equals(server)
				&& (quota.ofServer() || claim.quotas().stream().anyMatch((other) -> other.name().equals(quota.name())));
	}

	private Map<String, Share> divide(Scope scope) {
		int total = total(scope.quota().limit());
		int instance = Math.max(1, total / this.replicas);
		int claimed = scope.claims().stream().mapToInt(Claim::maximum).sum();
		Map<String, Share> shares = new LinkedHashMap<>();
		proportionally(instance, scope.claims()).forEach((pool, part) -> shares.put(pool,
				new Share(scope.quota(), total, instance, part, claimed, total / Math.max(1, claimed))));
		return shares;
	}

	/**
	 * By the largest remainder, so that the parts add up to the whole, unless there are
	 * fewer connections than pools.
	 */
	private static Map<String, Integer> proportionally(int whole, List<Claim> claims) {
		long wanted = claims.stream().mapToLong(Claim::wanted).sum();
		Map<String, Integer> parts = new LinkedHashMap<>();
		List<Claim> byRemainder = new ArrayList<>(claims);
		byRemainder
			.sort(Comparator.comparingLong((Claim claim) -> -((long) whole * claim.wanted() % Math.max(1, wanted))));
		byRemainder.forEach((claim) -> parts.put(claim.pool(),
				Math.toIntExact(Math.max(1, (long) whole * claim.wanted() / Math.max(1, wanted)))));
		int left = whole - parts.values().stream().mapToInt(Integer::intValue).sum();
		for (Claim claim : byRemainder) {
			if (left > 0) {
				parts.merge(claim.pool(), 1, Integer::sum);
				left--;
			}
		}
		return takeBack(-left, parts);
	}

	/**
	 * Pools that got one connection for less than one have made the sum too large.
	 */
	private static Map<String, Integer> takeBack(int excess, Map<String, Integer> parts) {
		for (int i = 0; i < excess; i++) {
			parts.entrySet()
				.stream()
				.max(Map.Entry.comparingByValue())
				.filter((largest) -> largest.getValue() > 1)
				.ifPresent((largest) -> largest.setValue(largest.getValue() - 1));
		}
		return parts;
	}

	/**
	 * The pools that one limit counts for.
	 *
	 * @param quota the limit
	 * @param claims the pools
	 */
	private record Scope(Quota quota, List<Claim> claims) {
	}

}
