package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.resiliencestarter.diagnosis.Creation.Refusal;
import io.resiliencestarter.diagnosis.PoolTime.Use;
import io.resiliencestarter.pool.Activity;
import io.resiliencestarter.pool.PoolKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tables of looks at a pool, and the cause in each.
 */
class DiagnosisTests {

	private static final PoolTerms TERMS = new PoolTerms("dataSource", PoolKind.DB, Duration.ofSeconds(10),
			(size) -> "resilience.db.max-overflow=" + (size - 5),
			(site) -> site.getMethodName().equals("pay") ? "payments" : null);

	static Stream<Arguments> causes() {
		return Stream.of(Arguments.of("all leaked", Cause.LEAK, full().hold(10, Activity.GONE, 60_000, "leak")),
				Arguments.of("a leak under honest load", Cause.LEAK,
						full().hold(3, Activity.GONE, 60_000, "leak")
							.hold(4, Activity.EXECUTING_SQL, 40, "list")
							.hold(3, Activity.COMPUTING, 40, "list")),
				Arguments.of("a slow statement and one leak", Cause.SLOW_QUERY,
						full().hold(1, Activity.GONE, 60_000, "leak").hold(9, Activity.EXECUTING_SQL, 9000, "report")),
				Arguments.of("just given back", Cause.POOL_TOO_SMALL,
						full().hold(2, Activity.GONE, 100, "list").hold(8, Activity.EXECUTING_SQL, 100, "list")),
				Arguments.of("external calls", Cause.EXTERNAL_CALL,
						full().hold(10, Activity.EXTERNAL_CALL, 9000, "pay")),
				Arguments.of("short external calls", Cause.EXTERNAL_CALL,
						full().hold(8, Activity.EXTERNAL_CALL, 100, "pay").hold(2, Activity.EXECUTING_SQL, 50, "list")),
				Arguments.of("one culprit among honest paths", Cause.EXTERNAL_CALL,
						full().hold(6, Activity.EXTERNAL_CALL, 9000, "pay")
							.hold(2, Activity.EXECUTING_SQL, 20, "list")
							.hold(2, Activity.COMPUTING, 20, "show")),
				Arguments.of("code", Cause.SLOW_CODE, full().hold(10, Activity.COMPUTING, 5000, "compute")),
				Arguments.of("short code", Cause.POOL_TOO_SMALL, full().hold(10, Activity.COMPUTING, 50, "show")),
				Arguments.of("slow statements", Cause.SLOW_QUERY,
						full().hold(10, Activity.EXECUTING_SQL, 5000, "report")),
				Arguments.of("locks", Cause.LOCK_WAIT,
						full().hold(10, Activity.EXECUTING_SQL, 5000, "ship")
							.server(new ServerView(true, 10, 9, List.of("psql"), 5, null))),
				Arguments.of("few locks", Cause.SLOW_QUERY,
						full().hold(10, Activity.EXECUTING_SQL, 5000, "ship")
							.server(new ServerView(true, 10, 2, List.of("psql"), 5, null))),
				Arguments.of("a server that does not answer", Cause.DATABASE_DOWN,
						full().hold(10, Activity.EXECUTING_SQL, 5000, "list")
							.server(new ServerView(false, 0, 0, List.of(), null, "no answer"))),
				Arguments.of("nested borrows", Cause.NESTED_BORROW,
						full().hold(10, Activity.WAITING_FOR_CONNECTION, 5000, "audit").nested(20, 2)),
				Arguments.of("honest load", Cause.POOL_TOO_SMALL, full().hold(10, Activity.EXECUTING_SQL, 40, "list")),
				Arguments.of("refused", Cause.SERVER_LIMIT,
						full().total(4)
							.hold(4, Activity.EXECUTING_SQL, 40, "list")
							.create(refused(Cause.SERVER_LIMIT, 15))),
				Arguments.of("refused once, but full since", Cause.POOL_TOO_SMALL,
						full().hold(10, Activity.EXECUTING_SQL, 40, "list").create(refused(Cause.SERVER_LIMIT, 15))),
				Arguments.of("down", Cause.DATABASE_DOWN, full().total(0).create(refused(Cause.DATABASE_DOWN, null))),
				Arguments.of("refused credentials", Cause.AUTHENTICATION,
						full().total(0).create(refused(Cause.AUTHENTICATION, null))),
				Arguments.of("slow creation", Cause.SLOW_CREATION,
						full().total(3).hold(3, Activity.EXECUTING_SQL, 40, "list").create(new Creation(4, null))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("causes")
	void findsTheCause(String name, Cause cause, Looks looks) {
		Diagnosis diagnosis = new Diagnosis(looks.window(10, 100));
		assertThat(diagnosis.cause()).isEqualTo(cause);
		Verdict verdict = new VerdictWriter(TERMS, diagnosis).write(Looks.START);
		assertThat(verdict.cause()).isEqualTo(cause);
		assertThat(verdict.summary()).isNotBlank().doesNotContain("null");
		assertThat(verdict.evidence()).isNotEmpty().allMatch((line) -> !line.contains("null"));
		assertThat(verdict.advice()).isNotEmpty().allMatch((line) -> !line.contains("null"));
		boolean mayRaise = cause == Cause.POOL_TOO_SMALL || cause == Cause.NESTED_BORROW
				|| cause == Cause.SLOW_CREATION;
		assertThat(String.join("\n", verdict.advice()).contains("Do not raise the pool")).isEqualTo(!mayRaise);
	}

	static Stream<Arguments> borders() {
		return Stream.of(
				Arguments.of("half of the time nested", Cause.NESTED_BORROW,
						full().hold(5, Activity.WAITING_FOR_CONNECTION, 5000, "audit")
							.hold(5, Activity.EXECUTING_SQL, 5000, "list")),
				Arguments.of("less than half of the time nested", Cause.SLOW_QUERY,
						full().hold(4, Activity.WAITING_FOR_CONNECTION, 5000, "audit")
							.hold(6, Activity.EXECUTING_SQL, 5000, "list")),
				Arguments.of("a fifth leaked", Cause.LEAK,
						full().hold(2, Activity.GONE, 60_000, "leak").hold(8, Activity.EXECUTING_SQL, 40, "list")),
				Arguments.of("less than a fifth leaked", Cause.POOL_TOO_SMALL,
						full().hold(1, Activity.GONE, 60_000, "leak").hold(9, Activity.EXECUTING_SQL, 40, "list")),
				Arguments.of("as much leaked as slow", Cause.LEAK,
						full().hold(5, Activity.GONE, 60_000, "leak").hold(5, Activity.EXECUTING_SQL, 60_000, "list")),
				Arguments.of("half of the time in short calls", Cause.EXTERNAL_CALL,
						full().hold(5, Activity.EXTERNAL_CALL, 100, "pay").hold(5, Activity.EXECUTING_SQL, 40, "list")),
				Arguments.of("most of the time, but not half, in short calls", Cause.POOL_TOO_SMALL,
						full().hold(4, Activity.EXTERNAL_CALL, 100, "pay")
							.hold(3, Activity.EXECUTING_SQL, 40, "list")
							.hold(3, Activity.COMPUTING, 40, "show")),
				Arguments.of("a hold of 250 ms is no short one", Cause.SLOW_QUERY,
						full().hold(1, Activity.EXECUTING_SQL, 250, "list")),
				Arguments.of("a hold of 249 ms is a short one", Cause.POOL_TOO_SMALL,
						full().hold(1, Activity.EXECUTING_SQL, 249, "list")),
				Arguments.of("half of the statements slow", Cause.SLOW_QUERY,
						full().hold(1, Activity.EXECUTING_SQL, 250, "slow")
							.hold(1, Activity.EXECUTING_SQL, 249, "list")),
				Arguments.of("less than half of the statements slow", Cause.POOL_TOO_SMALL,
						full().hold(1, Activity.EXECUTING_SQL, 250, "slow")
							.hold(2, Activity.EXECUTING_SQL, 200, "list")),
				Arguments.of("half of the sessions locked", Cause.LOCK_WAIT,
						full().hold(10, Activity.EXECUTING_SQL, 5000, "ship").server(locked(10, 5))),
				Arguments.of("less than half of the sessions locked", Cause.SLOW_QUERY,
						full().hold(10, Activity.EXECUTING_SQL, 5000, "ship").server(locked(10, 4))),
				Arguments.of("no session at all", Cause.SLOW_QUERY,
						full().hold(10, Activity.EXECUTING_SQL, 5000, "ship").server(locked(0, 0))),
				Arguments.of("no answer, and half of the time in statements", Cause.DATABASE_DOWN,
						full().hold(5, Activity.EXECUTING_SQL, 40, "list")
							.hold(5, Activity.COMPUTING, 40, "show")
							.server(silent())),
				Arguments.of("no answer, but little is asked", Cause.EXTERNAL_CALL,
						full().hold(6, Activity.EXTERNAL_CALL, 9000, "pay")
							.hold(4, Activity.EXECUTING_SQL, 40, "list")
							.server(silent())),
				Arguments.of("no answer, and connections are being opened", Cause.DATABASE_DOWN,
						full().hold(10, Activity.EXTERNAL_CALL, 9000, "pay")
							.create(new Creation(1, null))
							.server(silent())),
				Arguments.of("opened slowly, but nobody waits", Cause.POOL_TOO_SMALL,
						full().queue(0, 0)
							.total(3)
							.hold(3, Activity.EXECUTING_SQL, 40, "list")
							.create(new Creation(4, null))),
				Arguments.of("opened slowly, but one is idle", Cause.POOL_TOO_SMALL,
						full().total(4).hold(3, Activity.EXECUTING_SQL, 40, "list").create(new Creation(4, null))),
				Arguments.of("one is replaced, but all are there", Cause.POOL_TOO_SMALL,
						full().hold(10, Activity.EXECUTING_SQL, 40, "list").create(new Creation(1, null))),
				Arguments.of("few are open, but none are being opened", Cause.POOL_TOO_SMALL,
						full().total(3).hold(3, Activity.EXECUTING_SQL, 40, "list")));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("borders")
	void knowsWhereOneCauseEndsAndAnotherBegins(String name, Cause cause, Looks looks) {
		assertThat(new Diagnosis(looks.window(10, 100)).cause()).isEqualTo(cause);
	}

	@ParameterizedTest
	@CsvSource({ "4, POOL_TOO_SMALL", "5, SLOW_CREATION" })
	void creationIsSlowIfItWasInHalfOfTheLooksInWhichSomebodyWaited(int opening, Cause cause) {
		Looks looks = full().total(3).hold(3, Activity.EXECUTING_SQL, 40, "list");
		List<Observation> window = looks.window(10 - opening, 100);
		window.addAll(looks.create(new Creation(4, null)).window(opening, 100));
		window.addAll(looks.queue(0, 0).window(10, 100));
		assertThat(new Diagnosis(window).cause()).isEqualTo(cause);
	}

	@Test
	void aLongPauseBetweenLooksCountsAsTwoSeconds() {
		Looks looks = full().hold(10, Activity.COMPUTING, 9000, "show");
		List<Observation> window = looks.window(2, 0);
		window.addAll(looks.release().hold(10, Activity.EXTERNAL_CALL, 9000, "pay").later(60_000).window(1, 0));
		PoolTime time = new Diagnosis(window).time();
		assertThat(time.total()).isEqualTo(30);
		assertThat(time.share(Use.EXTERNAL)).isCloseTo(2 / 3.0, within(0.001));
		assertThat(PoolTime.of(List.of()).share(Use.EXTERNAL)).isZero();
	}

	@Test
	void longestHoldOfALineIsTold() {
		Looks looks = full().hold(3, Activity.COMPUTING, 9000, "show");
		List<Observation> window = looks.window(1, 0);
		window.addAll(looks.release().hold(1, Activity.COMPUTING, 20, "show").window(1, 0));
		assertThat(PoolTime.of(window).lines()).singleElement()
			.satisfies((line) -> assertThat(line.longest().held()).isEqualTo(Duration.ofSeconds(9)));
	}

	@ParameterizedTest
	@CsvSource({ "100, 0, 0, 0, 20, 4", "100, 5, 0, 0, 21, 4", "100, 0, 5, 0, 21, 4", "100, 6, 0, 0, 21.2, 7",
			"100, 0, 6, 0, 21.2, 7", "100, 0, 0, 6, 21.2, 7", "100, 2, 2, 2, 21.2, 7", "0, 5, 5, 5, 0, 0" })
	void demandCountsThoseWhoWereNotServed(int served, int timeouts, int rejected, int queued, double arrivals,
			int size) {
		Looks looks = new Looks().hold(5, Activity.EXECUTING_SQL, 200, "list").timeOut(40).reject(40);
		List<Observation> window = looks.window(1, 1000);
		window.addAll(looks.timeOut(timeouts).reject(rejected).queue(queued, 0).later(4500).window(1, served));
		Demand demand = Demand.of(window);
		assertThat(demand.arrivals()).isEqualTo(arrivals);
		assertThat(demand.size()).isEqualTo(size);
	}

	@Test
	void nothingIsKnownOfTheDemandFromOneLook() {
		assertThat(Demand.of(full().hold(5, Activity.EXECUTING_SQL, 200, "list").window(1, 100)))
			.isEqualTo(new Demand(0, 0, 0));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0, 0", "3, 0, 3", "0, 4, 4", "3, 4, 7" })
	void tellsHowManyGotNone(int timeouts, int rejected, int callers) {
		Looks looks = full().hold(10, Activity.COMPUTING, 9000, "show").timeOut(20).reject(30);
		List<Observation> window = looks.window(1, 0);
		window.addAll(looks.timeOut(timeouts).reject(rejected).window(1, 0));
		String counts = new VerdictWriter(TERMS, new Diagnosis(window)).write(Looks.START).evidence().get(0);
		assertThat(counts).endsWith(
				(callers > 0) ? "; %d went away without one within 0.5 s".formatted(callers) : "the first for 2.0 s");
	}

	@Test
	void blamesTheLineThatOwnsTheTime() {
		Looks looks = full().hold(6, Activity.EXTERNAL_CALL, 9000, "pay")
			.hold(1, Activity.EXTERNAL_CALL, 9000, "mail")
			.hold(3, Activity.EXECUTING_SQL, 20, "list");
		Verdict verdict = verdict(looks);
		assertThat(verdict.culprit()).isEqualTo(new Culprit("com.example.Shop.pay(Shop.java:42)", 0.6));
		assertThat(verdict.summary()).contains("60%", "a call to service 'payments'",
				"at com.example.Shop.pay(Shop.java:42)");
	}

	@Test
	void sizesByLittlesLawWhileTheQueueGrows() {
		Looks looks = full().hold(10, Activity.EXECUTING_SQL, 40, "list").queue(10, 500);
		List<Observation> window = looks.window(1, 0);
		window.addAll(looks.queue(60, 1000).timeOut(50).acquire(900).later(4500).window(1, 100));
		// 1,100 arrivals in 5 s, 10 connections held all the time for 1,000 of them
		Demand demand = Demand.of(window);
		assertThat(demand.arrivals()).isEqualTo(220);
		assertThat(demand.hold()).isEqualTo(0.05);
		assertThat(demand.size()).isEqualTo(14);
	}

	@Test
	void sizesByTheNumberOfCallersWhereTheyComeBack() {
		Looks looks = full().hold(10, Activity.EXECUTING_SQL, 40, "list").queue(50, 300);
		// 200 a second are held for 50 ms; 60 callers should wait for 100 ms at most
		assertThat(Demand.of(looks.window(11, 100)).size()).isEqualTo(20);
	}

	@Test
	void neverAdvisesMoreThanTheServerHas() {
		Looks looks = full().hold(10, Activity.EXECUTING_SQL, 40, "list").queue(50, 300);
		assertThat(verdict(looks.server(room(4))).advice().get(0))
			.startsWith("Raise the pool to 14: resilience.db.max-overflow=9 ")
			.endsWith("; the server has 4 connections free, which is 6 too few");
		assertThat(verdict(looks.server(room(40))).advice().get(0))
			.startsWith("Raise the pool to 20: resilience.db.max-overflow=15 ")
			.endsWith("; the server has 40 connections free");
		assertThat(verdict(looks.server(room(0))).advice().get(0))
			.startsWith("Do not raise the pool: the server has no connection left");
		assertThat(verdict(looks.server(null)).advice().get(0)).endsWith("look before you raise it");
	}

	private static ServerView room(int free) {
		return new ServerView(true, 10, 0, List.of(), free, null);
	}

	@Test
	void sizeThatCannotStarve() {
		Verdict verdict = verdict(full().hold(10, Activity.WAITING_FOR_CONNECTION, 5000, "audit").nested(20, 3));
		assertThat(verdict.advice().get(1)).contains("20 × 2 + 1 = 41 connections: resilience.db.max-overflow=36");
	}

	@Test
	void tellsTheLimitThatTheServerTells() {
		Verdict verdict = verdict(full().total(4).create(refused(Cause.SERVER_LIMIT, 15)));
		assertThat(verdict.summary())
			.isEqualTo("The server refuses more than the 4 connections that this pool has;" + " its limit is 15");
		assertThat(verdict.evidence()).contains("the server or its driver says: its own words");
	}

	/**
	 * Whoever holds most, whatever else happens, the cause is of what somebody does.
	 */
	@Test
	void neverAccusesWhatNobodyDoes() {
		Random random = new Random(4);
		List<Activity> activities = List.of(Activity.values());
		for (int round = 0; round < 2000; round++) {
			Looks looks = full();
			Activity doing = activities.get(random.nextInt(activities.size()));
			int count = 6 + random.nextInt(5);
			looks.hold(count, doing, 3000 + random.nextInt(60_000), "culprit");
			for (int i = count; i < Looks.SIZE; i++) {
				looks.hold(1, random.nextBoolean() ? Activity.EXECUTING_SQL : Activity.COMPUTING, random.nextInt(60),
						"honest" + i);
			}
			Verdict verdict = verdict(looks);
			if (verdict.culprit() != null) {
				assertThat(verdict.culprit().site()).as("round " + round).startsWith("com.example.Shop.culprit(");
				assertThat(verdict.culprit().share()).isBetween(0.5, 1.0);
			}
			assertThat(verdict.cause()).isIn(switch (doing) {
				case GONE -> List.of(Cause.LEAK);
				case EXECUTING_SQL, EXECUTING_COMMAND -> List.of(Cause.SLOW_QUERY);
				case COMPUTING -> List.of(Cause.SLOW_CODE);
				case EXTERNAL_CALL -> List.of(Cause.EXTERNAL_CALL);
				case WAITING_FOR_CONNECTION -> List.of(Cause.NESTED_BORROW);
			});
		}
	}

	private static Verdict verdict(Looks looks) {
		return new VerdictWriter(TERMS, new Diagnosis(looks.window(11, 100))).write(Looks.START);
	}

	private static Looks full() {
		return new Looks().queue(5, 2000);
	}

	private static ServerView locked(int busy, int locked) {
		return new ServerView(true, busy, locked, List.of(), 5, null);
	}

	private static ServerView silent() {
		return new ServerView(false, 0, 0, List.of(), null, null);
	}

	private static Creation refused(Cause cause, @Nullable Integer limit) {
		return new Creation(0, new Refusal(cause, "its own words", limit, Looks.START));
	}

	@Test
	void tellsHowManyWentAwayAndWhichTimeoutIsTooLong() {
		Looks looks = full().hold(10, Activity.EXTERNAL_CALL, 9000, "pay").queue(0, 0);
		List<Observation> window = new ArrayList<>(looks.window(5, 0));
		window.addAll(looks.timeOut(7).window(2, 0));
		Verdict verdict = new VerdictWriter(TERMS, new Diagnosis(window)).write(Looks.START);
		assertThat(verdict.evidence())
			.contains("10 of 10 connections in use, 0 callers wait; 7 went away without one within 3.0 s");
		assertThat(verdict.advice()).contains("Give the call a timeout shorter than 10.0 s, the time that callers wait"
				+ " for a connection: resilience.services.payments.read-timeout");
	}

}
