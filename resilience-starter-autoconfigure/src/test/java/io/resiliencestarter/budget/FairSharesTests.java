package io.resiliencestarter.budget;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.resiliencestarter.budget.Leaseholder.Demand;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FairShares}. A demand is written as what is wanted and the most that
 * can be used.
 */
class FairSharesTests {

	@ParameterizedTest
	@CsvSource({ "10, '2:5 8:9', '2 8'", "6, '2:5 8:9', '2 4'", "6, '4:4 4:4', '3 3'", "7, '4:4 4:4', '4 3'",
			"1, '4:4 4:4', '1 0'", "0, '4:4 4:4', '0 0'", "9, '1:9 5:9 9:9', '1 4 4'" })
	void whoWantsLessGetsThatAndTheOthersEqualParts(int total, String demands, String shares) {
		assertThat(divide(total, demands)).isEqualTo(shares);
	}

	@ParameterizedTest
	@CsvSource({ "10, '2:9 2:9', '5 5'", "10, '2:9 6:9', '4 6'", "20, '2:5 2:3', '5 3'", "9, '0:9 0:2 0:9', '4 2 3'" })
	void whatNobodyWantsGoesToAllWhoCanUseIt(int total, String demands, String shares) {
		assertThat(divide(total, demands)).isEqualTo(shares);
	}

	private static String divide(int total, String demands) {
		List<Demand> parsed = Arrays.stream(demands.split(" "))
			.map((demand) -> demand.split(":"))
			.map((parts) -> new Demand(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])))
			.toList();
		return FairShares.divide(total, parsed).stream().map(String::valueOf).collect(Collectors.joining(" "));
	}

}
