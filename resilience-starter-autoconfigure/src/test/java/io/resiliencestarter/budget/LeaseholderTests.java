package io.resiliencestarter.budget;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.budget.Leaseholder.Demand;
import io.resiliencestarter.budget.Leaseholder.Identity;
import io.resiliencestarter.budget.Leaseholder.Sight;
import io.resiliencestarter.budget.Leaseholder.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Leaseholder}, one of up to four that share 40 connections and keep a
 * lease for a minute: what it may have at which second.
 */
class LeaseholderTests {

	private static final LeaseTerms TERMS = new LeaseTerms(Duration.ofSeconds(10), Duration.ofSeconds(60), 4);

	private static final Demand DEMAND = new Demand(15, 50);

	/** The clock of a virtual machine may start anywhere, and wraps. */
	private static final long START = Long.MAX_VALUE - second(20);

	private final Leaseholder holder = new Leaseholder(TERMS, START);

	LeaseholderTests() {
		this.holder.total(40);
	}

	@Test
	void waitsForTheFirstAnswer() {
		assertThat(this.holder.allowed(at(0))).isZero();
		assertThat(this.holder.allowed(at(600))).isZero();
		assertThat(this.holder.standing(at(5))).isEqualTo(new Standing(40, 0, 0, 10, null));
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "59, 1", "60, 10", "600, 10" })
	void withoutAnAnswerGetsByWithOneConnectionUntilTheLeasesOfOthersHaveEnded(int second, int allowed) {
		this.holder.failed();
		assertThat(this.holder.allowed(at(second))).isEqualTo(allowed);
	}

	@ParameterizedTest
	@CsvSource({ "20, 20, 0, 20", "20, 15, 0, 15", "20, 25, 0, 20", "20, 20, 29, 20", "20, 20, 30, 10", "20, 5, 30, 5",
			"8, 8, 30, 8" })
	void hasItsLeaseUpToTheTargetAndComesDownToTheFloorInTime(int lease, int target, int second, int allowed) {
		grant(lease, target);
		assertThat(this.holder.allowed(at(second))).isEqualTo(allowed);
	}

	@Test
	void anAnswerCountsFromWhenItWasAskedFor() {
		this.holder.granted(granted(20, 20, 40), at(0), at(29));
		assertThat(this.holder.comesDownAt(at(29))).isEqualTo(at(30));
		assertThat(this.holder.allowed(at(29))).isEqualTo(20);
		assertThat(this.holder.allowed(at(30))).isEqualTo(10);
	}

	@Test
	void anAnswerThatTookTooLongIsWorthNothing() {
		this.holder.granted(granted(20, 20, 80), at(0), at(30));
		assertThat(this.holder.standing(at(30))).isEqualTo(new Standing(40, 0, 0, 10, null));
	}

	@Test
	void whatDoesNotEndIsAllowedForYears() {
		long years = Duration.ofDays(10 * 365).toNanos();
		assertThat(this.holder.comesDownAt(at(0)) - at(0)).isGreaterThan(years);
		grant(20, 20);
		assertThat(this.holder.comesDownAt(at(29)) - at(29)).isEqualTo(second(1));
		assertThat(this.holder.comesDownAt(at(30)) - at(30)).isGreaterThan(years);
	}

	@Test
	void connectionsInUseMustGoWhenThreeQuartersOfTheLeaseAreOver() {
		assertThat(this.holder.isOverdue(at(600))).as("never had any").isFalse();
		grant(20, 20);
		assertThat(this.holder.isOverdue(at(44))).isFalse();
		assertThat(this.holder.isOverdue(at(45))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "20, 12, 13, false", "20, 12, 12, true", "20, 12, 0, true", "20, 20, 0, false" })
	void hasNewsForOthersOnceItIsDownAsAsked(int lease, int target, int holds, boolean down) {
		assertThat(this.holder.isDownWith(holds)).as("without a lease").isFalse();
		grant(lease, target);
		assertThat(this.holder.isDownWith(holds)).isEqualTo(down);
	}

	@Test
	void thatItIsDownIsNewsOnlyOnce() {
		grant(20, 12);
		assertThat(request(15, 5).holds()).isEqualTo(15);
		assertThat(this.holder.isDownWith(12)).isTrue();
		assertThat(request(12, 6).holds()).isEqualTo(12);
		assertThat(this.holder.isDownWith(12)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "20, 20, 5, 5, 20, 20", "20, 20, 22, 5, 22, 20", "20, 12, 15, 5, 15, 12", "20, 12, 8, 5, 8, 8",
			"20, 20, 5, 29, 20, 20", "20, 20, 8, 30, 8, 8", "20, 20, 25, 30, 25, 10" })
	void askingGivesUpWhatIsNotHeldUnlessTheLeaseLasts(int lease, int target, int holds, int second, int told,
			int allowed) {
		grant(lease, target);
		assertThat(request(holds, second).holds()).isEqualTo(told);
		assertThat(this.holder.allowed(at(second))).isEqualTo(allowed);
	}

	@ParameterizedTest
	@CsvSource({ "20, 30, 25, 20", "20, 30, 18, 18" })
	void whatIsHeldBeyondALeaseThatHasEndedIsNotLeasedByAskingForIt(int lease, int target, int holds, int allowed) {
		grant(lease, target);
		request(holds, 30);
		this.holder.total(4000);
		assertThat(this.holder.allowed(at(30))).isEqualTo(allowed);
	}

	@Test
	void requestsAreNumberedAndTellWhichWasAnsweredLast() {
		assertThat(request(0, 0)).extracting(LeaseRequest::sequence, LeaseRequest::answered).containsExactly(1L, 0L);
		grant(20, 20);
		assertThat(request(0, 1)).extracting(LeaseRequest::sequence, LeaseRequest::answered).containsExactly(2L, 1L);
		assertThat(request(0, 2)).extracting(LeaseRequest::sequence, LeaseRequest::answered).containsExactly(3L, 1L);
	}

	@ParameterizedTest
	@CsvSource({ "3, 50, 10", "15, 50, 15", "3, 5, 5", "10, 50, 10" })
	void wantsItsFloorAtLeastIfItCanUseThat(int wants, int most, int told) {
		LeaseRequest request = this.holder.request(new Identity("a", "app/a"), 0, new Demand(wants, most), Sight.NONE,
				at(0));
		assertThat(request).extracting(LeaseRequest::wants, LeaseRequest::most, LeaseRequest::floor)
			.containsExactly(told, most, 10);
	}

	@Test
	void tellsWhatItSees() {
		Sighting gone = new Sighting(new LapsedMember("b", 5, "app/b"), 0);
		Sight sight = new Sight("app/a", 7, 99, List.of(gone), Map.of("app/c", 7));
		LeaseRequest request = this.holder.request(new Identity("a", "app/a"), 3, DEMAND, sight, at(0));
		assertThat(request).isEqualTo(new LeaseRequest("a", "app/a", 1, 0, 3, 15, 50, 40, 10, TERMS.heartbeat(),
				TERMS.duration(), 7, 99, List.of(gone), Map.of("app/c", 7)));
	}

	@Test
	void whoCannotLookSaysSoToWhoAsked() {
		Sight blind = Sight.blind(99);
		assertThat(blind.asked()).isEqualTo(99);
		assertThat(blind.seen()).isEqualTo(Sight.CANNOT_LOOK);
	}

	@Test
	void newestKnownTotalCounts() {
		this.holder.granted(granted(20, 20, 80), at(0), at(1));
		assertThat(this.holder.standing(at(1))).extracting(Standing::total, Standing::floor).containsExactly(80, 20);
		this.holder.granted(granted(20, 20, 0), at(1), at(2));
		this.holder.total(0);
		assertThat(this.holder.standing(at(2)).total()).isEqualTo(80);
		this.holder.total(60);
		assertThat(this.holder.standing(at(2)).total()).isEqualTo(60);
	}

	@Test
	void standingTellsHowLongTheLeaseLasts() {
		grant(20, 15);
		assertThat(this.holder.standing(at(10))).isEqualTo(new Standing(40, 3, 15, 10, 50_000L));
		assertThat(this.holder.standing(at(60) - 1_000_000)).isEqualTo(new Standing(40, 3, 10, 10, 1L));
		assertThat(this.holder.standing(at(60)).leaseMillis()).isNull();
	}

	private void grant(int lease, int target) {
		this.holder.granted(granted(lease, target, 40), at(0), at(0));
	}

	private LeaseRequest request(int holds, int second) {
		return this.holder.request(new Identity("a", "app/a"), holds, DEMAND, Sight.NONE, at(second));
	}

	private static LeaseGrant granted(int lease, int target, int total) {
		return new LeaseGrant(lease, target, total, 3, 0, List.of());
	}

	private static long at(int second) {
		return START + second(second);
	}

	private static long second(int count) {
		return Duration.ofSeconds(count).toNanos();
	}

}
