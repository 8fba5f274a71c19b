package io.resiliencestarter.db;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationTally}.
 */
class ApplicationTallyTests {

	private final ApplicationTally tally = new ApplicationTally();

	@Test
	void addsTheInstancesOfAnApplicationUp() {
		this.tally.add("orders/pod-1", 10);
		this.tally.add("psql", 2);
		this.tally.add("orders/pod-2", 15);
		this.tally.add("team/billing/pod-1", 3);
		this.tally.add("", 1);
		assertThat(this.tally.largest()).hasToString("{orders=25, team/billing=3, psql=2, (unnamed)=1}");
	}

	@Test
	void whoHasNoneIsNotListed() {
		this.tally.add("psql", 0);
		assertThat(this.tally.largest()).isEmpty();
	}

	@Test
	void addsTheSmallOnesUpWhereThereAreMany() {
		for (int i = 1; i <= 30; i++) {
			this.tally.add("job-" + i, i);
		}
		assertThat(this.tally.largest()).hasSize(21)
			.containsEntry("job-30", 30)
			.containsEntry("job-11", 11)
			.containsEntry("(others)", 55)
			.doesNotContainKey("job-10");
	}

}
