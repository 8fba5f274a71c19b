package io.resiliencestarter.budget;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionBudget}.
 */
class ConnectionBudgetTests {

	@ParameterizedTest
	@CsvSource({ "97, 10%, 4, 87, 21", "97, 10, 4, 87, 21", "100, 0, 3, 100, 33", "40, 10%, 12, 36, 3",
			"10, 10%, 12, 9, 1", "5, 10, 1, 0, 1", "1, 0, 1, 1, 1" })
	void eachReplicaGetsItsPartOfWhatIsNotLeftToOthers(int limit, String reserve, int replicas, int total, int share) {
		Share divided = divide(reserve, replicas, claim("a", 15, server(limit))).get("a");
		assertThat(divided).extracting(Share::total, Share::instance, Share::pool).containsExactly(total, share, share);
	}

	@ParameterizedTest
	@CsvSource({ "97, 15, 5", "97, 29, 3", "97, 87, 1", "97, 88, 0", "10, 1, 9" })
	void replicasThatFitAreThoseWhoseMaximaDo(int limit, int maximum, int replicas) {
		Share share = divide("10%", 1, claim("a", maximum, server(limit))).get("a");
		assertThat(share).extracting(Share::claimed, Share::replicas).containsExactly(maximum, replicas);
	}

	@ParameterizedTest
	@CsvSource({ "9, '10 5', '6 3'", "10, '10 5', '7 3'", "10, '5 5 5', '4 3 3'", "30, '10 5', '20 10'",
			"3, '100 1 1', '1 1 1'", "4, '100 1 1', '2 1 1'", "2, '5 5 5', '1 1 1'", "1, '7', '1'",
			"100, '1 99', '1 99'", "10, '50 1', '9 1'", "7, '3 3 1', '3 3 1'" })
	void poolsOfAReplicaDivideItsShareByTheirSizes(int limit, String sizes, String parts) {
		int[] wanted = Arrays.stream(sizes.split(" ")).mapToInt(Integer::parseInt).toArray();
		Claim[] claims = IntStream.range(0, wanted.length)
			.mapToObj((i) -> claim("pool" + i, wanted[i], server(limit)))
			.toArray(Claim[]::new);
		Map<String, Share> shares = divide("0", 1, claims);
		assertThat(Arrays.stream(claims)
			.map((claim) -> String.valueOf(Objects.requireNonNull(shares.get(claim.pool())).pool()))
			.collect(Collectors.joining(" "))).isEqualTo(parts);
	}

	@Test
	void partsAddUpToTheShareWhateverTheSizes() {
		Random random = new Random(42);
		for (int i = 0; i < 5_000; i++) {
			int limit = 1 + random.nextInt(200);
			Claim[] claims = IntStream.rangeClosed(1, 1 + random.nextInt(6))
				.mapToObj((pool) -> claim("pool" + pool, 1 + random.nextInt(50), server(limit)))
				.toArray(Claim[]::new);
			Map<String, Share> shares = divide("0", 1, claims);
			assertThat(shares.values()).allSatisfy((share) -> assertThat(share.pool()).isPositive());
			assertThat(shares.values().stream().mapToInt(Share::pool).sum()).isEqualTo(Math.max(limit, claims.length));
		}
	}

	@Test
	void smallestOfSeveralLimitsCounts() {
		Share share = divide("0", 2, claim("a", 15, server(97), role("app", 20))).get("a");
		assertThat(Objects.requireNonNull(share).quota().name()).isEqualTo("role app");
		assertThat(share.pool()).isEqualTo(10);
	}

	@Test
	void limitOfARoleIsNotDividedAmongPoolsOfOtherRoles() {
		Map<String, Share> shares = divide("0", 1, claim("a", 10, server(60), role("app", 8)),
				claim("b", 10, server(60)), claim("c", 10, server(60), role("app", 8)));
		assertThat(parts(shares)).isEqualTo(Map.of("a", 4, "b", 20, "c", 4));
	}

	@Test
	void limitOfTheServerCountsForPoolsThatHaveNotAskedYet() {
		assertThat(parts(divide("0", 1, claim("a", 10, server(10)), claim("b", 10)))).isEqualTo(Map.of("a", 5, "b", 5));
	}

	@Test
	void serversHaveLimitsOfTheirOwn() {
		Claim other = new Claim("b", "other:5432", 10, 10, List.of(server(30)));
		assertThat(parts(divide("0", 1, claim("a", 10, server(10)), other))).isEqualTo(Map.of("a", 10, "b", 30));
	}

	@Test
	void smallerOfTwoAnswersCounts() {
		assertThat(parts(divide("0", 1, claim("a", 10, server(10)), claim("b", 10, server(4)))))
			.isEqualTo(Map.of("a", 2, "b", 2));
	}

	@Test
	void ofTwoLimitsThatLeaveTheSameTheSmallerIsTold() {
		Share share = divide("0", 3, claim("a", 15, server(11), role("app", 10))).get("a");
		assertThat(Objects.requireNonNull(share).quota().name()).isEqualTo("role app");
		share = divide("0", 3, claim("a", 15, server(10), role("app", 11))).get("a");
		assertThat(Objects.requireNonNull(share).quota().name()).isEqualTo("max_connections");
	}

	@Test
	void whatIsLeftGoesToTheLargestRemainder() {
		assertThat(parts(divide("0", 1, claim("a", 13, server(10)), claim("b", 17)))).isEqualTo(Map.of("a", 4, "b", 6));
		assertThat(parts(divide("0", 1, claim("a", 16, server(10)), claim("b", 14)))).isEqualTo(Map.of("a", 5, "b", 5));
	}

	@ParameterizedTest
	@CsvSource({ "97, 90, 7", "97, 97, 0", "97, 98, 0", "97, , " })
	void roomIsWhatTheLimitStillLetsIn(int limit, @Nullable Integer used, @Nullable Integer room) {
		assertThat(new Quota("max_connections", limit, used, true).room()).isEqualTo(room);
	}

	@Test
	void nothingIsDividedThatIsNotKnown() {
		assertThat(divide("0", 1, claim("a", 10))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "10%, 4, 5", "10%, 9, 10", "0, 3, 3", "10, 3, 13", "99%, 1, 100", "50%, 2, 4" })
	void leastLimitLeavesOneForEachReplica(String reserve, int replicas, int least) {
		ConnectionBudget budget = budget(reserve, replicas);
		assertThat(budget.leastLimit()).isEqualTo(least);
		assertThat(budget.total(least)).isGreaterThanOrEqualTo(replicas);
	}

	private static Map<String, Integer> parts(Map<String, Share> shares) {
		return shares.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().pool()));
	}

	private static Map<String, Share> divide(String reserve, int replicas, Claim... claims) {
		return budget(reserve, replicas).divide(List.of(claims));
	}

	private static ConnectionBudget budget(String reserve, int replicas) {
		return new ConnectionBudget(Objects.requireNonNull(Reserve.parse(reserve)), replicas);
	}

	private static Claim claim(String pool, int size, Quota... quotas) {
		return new Claim(pool, "db:5432", size, size, List.of(quotas));
	}

	private static Quota server(int limit) {
		return new Quota("max_connections", limit, null, true);
	}

	private static Quota role(String name, int limit) {
		return new Quota("role " + name, limit, null, false);
	}

}
