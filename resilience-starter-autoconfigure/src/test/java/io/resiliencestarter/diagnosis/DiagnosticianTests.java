package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.resiliencestarter.diagnosis.Creation.Refusal;
import io.resiliencestarter.pool.Activity;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.PoolSample;
import io.resiliencestarter.pool.Waiter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a verdict is given, kept and taken back, and when an incident begins and ends.
 */
class DiagnosticianTests implements PoolView, IncidentListener, ServerWitness {

	private final List<Incident> opened = new ArrayList<>();

	private final List<Incident> closed = new ArrayList<>();

	private final Looks looks = new Looks();

	private int samples;

	private int questions;

	private int dismissals;

	private boolean pending;

	private final Diagnostician diagnostician = new Diagnostician(
			new PoolTerms("dataSource", PoolKind.DB, Duration.ofSeconds(10), String::valueOf, (site) -> null), this,
			this, this, Looks.START);

	@Override
	public PoolSample sample() {
		this.samples++;
		return this.looks.sample();
	}

	@Override
	public List<Waiter> waiters() {
		return List.of();
	}

	@Override
	public void request() {
		this.questions++;
	}

	@Override
	public boolean isPending() {
		return this.pending;
	}

	@Override
	public void dismiss() {
		this.dismissals++;
	}

	@Override
	public void opened(Incident incident) {
		this.opened.add(incident);
	}

	@Override
	public void closed(Incident incident) {
		this.closed.add(incident);
	}

	@Test
	void looksAtNoThreadWithoutPressure() {
		this.looks.hold(6, Activity.EXTERNAL_CALL, 60_000, "pay");
		look(100);
		assertThat(this.samples).isZero();
		assertThat(this.questions).isZero();
		assertThat(cause()).isEqualTo(Cause.NONE);
	}

	@Test
	void fullPoolIsNoTroubleWhileNobodyWaitsLong() {
		this.looks.hold(10, Activity.EXECUTING_SQL, 40, "list").queue(30, 400);
		look(100);
		assertThat(this.samples).isEqualTo(100);
		assertThat(cause()).isEqualTo(Cause.NONE);
		assertThat(this.opened).isEmpty();
		assertThat(this.questions).isZero();
	}

	@Test
	void givesAVerdictBeforeAnybodyGoesAwayWithoutAConnection() {
		this.looks.hold(10, Activity.EXTERNAL_CALL, 60_000, "pay").queue(1, 1000);
		look(1);
		assertThat(cause()).isEqualTo(Cause.EXTERNAL_CALL);
		assertThat(this.opened).isEmpty();
		assertThat(this.questions).isEqualTo(1);
		this.looks.queue(0, 0).timeOut(1);
		look(1);
		assertThat(this.opened).hasSize(1);
		assertThat(this.opened.get(0).verdict().cause()).isEqualTo(Cause.EXTERNAL_CALL);
		assertThat(this.opened.get(0).holders()).hasSize(10);
	}

	@ParameterizedTest
	@CsvSource({ "10000, 999, NONE", "10000, 1000, EXTERNAL_CALL", "2000, 999, NONE", "1000, 499, NONE",
			"1000, 500, EXTERNAL_CALL" })
	void waitOfASecondOrOfHalfTheTimeoutIsLong(int timeout, int wait, Cause cause) {
		Diagnostician impatient = new Diagnostician(
				new PoolTerms("dataSource", PoolKind.DB, Duration.ofMillis(timeout), String::valueOf, (site) -> null),
				this, this, this, Looks.START);
		this.looks.hold(10, Activity.EXTERNAL_CALL, 60_000, "pay").queue(1, wait);
		impatient.look(this.looks.later(500).vitals());
		assertThat(impatient.verdict().cause()).isEqualTo(cause);
	}

	@Test
	void callersThatAreTurnedAwayAreAnIncidentToo() {
		this.looks.hold(10, Activity.EXTERNAL_CALL, 60_000, "pay").reject(3);
		look(1);
		assertThat(this.opened).singleElement().extracting(Incident::rejected).isEqualTo(3L);
		this.looks.reject(2);
		look(1);
		assertThat(current().rejected()).isEqualTo(5);
		look(1);
		assertThat(current().rejected()).isEqualTo(5);
	}

	@Test
	void criticalForLongIsTroubleIfHalfOfThePoolIsKeptForASecond() {
		for (int i = 0; i < 5; i++) {
			this.looks.hold(1, Activity.COMPUTING, 1000, "batch").hold(1, Activity.COMPUTING, 999, "show");
		}
		look(21);
		assertThat(this.opened).hasSize(1);
	}

	@Test
	void criticalForLongIsNoTroubleIfLessThanHalfOfThePoolIsKept() {
		this.looks.hold(6, Activity.COMPUTING, 999, "show");
		for (int i = 0; i < 4; i++) {
			this.looks.hold(1, Activity.COMPUTING, 60_000, "batch");
		}
		look(100);
		assertThat(this.opened).isEmpty();
	}

	@Test
	void incidentIsUpdatedAndClosedWithItsDuration() {
		this.looks.hold(10, Activity.EXECUTING_SQL, 9000, "report").queue(4, 9000).timeOut(2);
		look(1);
		this.looks.queue(9, 9000).timeOut(3);
		look(20);
		Incident lasting = current();
		assertThat(lasting.isClosed()).isFalse();
		assertThat(lasting.timeouts()).isEqualTo(5);
		assertThat(lasting.mostWaiting()).isEqualTo(9);
		assertThat(lasting.connections().waiting()).isEqualTo(4);
		this.looks.release().queue(0, 0);
		look(6);
		assertThat(this.closed).isEmpty();
		look(1);
		assertThat(this.closed).hasSize(1);
		assertThat(this.dismissals).isEqualTo(1);
		assertThat(this.closed.get(0).duration()).isEqualTo(Duration.ofSeconds(10));
		assertThat(this.closed.get(0).verdict().cause()).isEqualTo(Cause.SLOW_QUERY);
		assertThat(cause()).isEqualTo(Cause.NONE);
		assertThat(this.diagnostician.current()).isNull();
		assertThat(this.diagnostician.opened()).isEqualTo(1);
		assertThat(this.diagnostician.opened(Cause.SLOW_QUERY)).isEqualTo(1);
	}

	@Test
	void incidentIsOverOnceNobodyWaitsLongHoweverFullThePoolIs() {
		this.looks.hold(10, Activity.EXECUTING_SQL, 9000, "report").queue(4, 9000).timeOut(2);
		look(1);
		this.looks.release().hold(10, Activity.EXECUTING_SQL, 40, "list").queue(1, 10);
		look(6);
		assertThat(this.closed).isEmpty();
		look(1);
		assertThat(this.closed).hasSize(1);
		assertThat(cause()).isEqualTo(Cause.NONE);
	}

	@Test
	void whatIsSaidOfAnIncidentIsAtMostTwoSecondsOld() {
		this.looks.hold(10, Activity.EXECUTING_SQL, 9000, "report").queue(4, 9000).timeOut(2);
		look(1);
		this.looks.queue(9, 9000);
		look(3);
		assertThat(this.diagnostician.verdict().evidence().get(0)).contains("4 callers wait");
		look(1);
		assertThat(this.diagnostician.verdict().evidence().get(0)).contains("9 callers wait");
	}

	@Test
	void verdictDoesNotFlap() {
		this.looks.hold(10, Activity.EXECUTING_SQL, 9000, "report").queue(4, 9000);
		look(20);
		Verdict first = this.diagnostician.verdict();
		for (int i = 0; i < 20; i++) {
			this.looks.server((i % 2 == 0) ? new ServerView(true, 10, 10, List.of(), 1, null) : null);
			look(1);
			assertThat(cause()).isEqualTo(Cause.SLOW_QUERY);
			assertThat(this.diagnostician.verdict().since()).isEqualTo(first.since());
		}
		this.looks.server(new ServerView(true, 10, 10, List.of(), 1, null));
		look(3);
		assertThat(cause()).isEqualTo(Cause.LOCK_WAIT);
	}

	@Test
	void waitsForTheServersAnswerBeforeStatementsAreBlamed() {
		this.pending = true;
		this.looks.hold(10, Activity.EXECUTING_SQL, 9000, "ship").queue(4, 9000).timeOut(3);
		look(2);
		assertThat(cause()).isEqualTo(Cause.NONE);
		assertThat(this.opened).isEmpty();
		this.pending = false;
		this.looks.server(new ServerView(true, 10, 10, List.of("psql"), 1, null)).timeOut(2);
		look(1);
		assertThat(this.opened).hasSize(1);
		assertThat(this.opened.get(0).verdict().cause()).isEqualTo(Cause.LOCK_WAIT);
		assertThat(this.opened.get(0).timeouts()).isEqualTo(5);
	}

	@Test
	void doesNotWaitForTheServersAnswerToBlameTheApplication() {
		this.pending = true;
		this.looks.hold(10, Activity.EXTERNAL_CALL, 9000, "pay").queue(4, 9000).timeOut(3);
		look(1);
		assertThat(this.opened).hasSize(1);
	}

	@Test
	void staysCriticalForLongWithHoldersThatKeepTheirConnections() {
		this.looks.hold(10, Activity.COMPUTING, 60_000, "batch");
		look(20);
		assertThat(this.opened).isEmpty();
		look(1);
		assertThat(this.opened).hasSize(1);
		assertThat(cause()).isEqualTo(Cause.SLOW_CODE);
	}

	@Test
	void refusalIsAnIncidentUntilItIsOld() {
		Refusal refusal = new Refusal(Cause.SERVER_LIMIT, "no more", 15, Looks.START);
		this.looks.total(4).create(new Creation(0, refusal));
		look(1);
		assertThat(this.opened).hasSize(1);
		assertThat(cause()).isEqualTo(Cause.SERVER_LIMIT);
		look(40);
		assertThat(this.closed).hasSize(1);
		this.looks.total(0);
		look(1);
		assertThat(this.opened).as("without any connection a failure stays one").hasSize(2);
	}

	@Test
	void serverThatIsBackIsNotToBlameForAFullPool() {
		Refusal refusal = new Refusal(Cause.DATABASE_DOWN, "refused", null, Looks.START);
		this.looks.total(0).create(new Creation(0, refusal)).timeOut(1);
		look(1);
		assertThat(cause()).isEqualTo(Cause.DATABASE_DOWN);
		this.looks.total(Looks.SIZE).create(Creation.QUIET).hold(10, Activity.EXTERNAL_CALL, 900, "pay").queue(4, 1000);
		look(1);
		assertThat(cause()).isEqualTo(Cause.EXTERNAL_CALL);
	}

	@Test
	void serverThatDoesNotAnswerIsStillDownWithAFullPool() {
		ServerView silent = new ServerView(false, 0, 0, List.of(), null, null);
		this.looks.server(silent).hold(10, Activity.EXECUTING_SQL, 9000, "list").queue(4, 9000).timeOut(1);
		look(1);
		assertThat(cause()).isEqualTo(Cause.DATABASE_DOWN);
		this.looks.release().hold(10, Activity.EXTERNAL_CALL, 9000, "list");
		look(2);
		assertThat(cause()).isEqualTo(Cause.DATABASE_DOWN);
	}

	@Test
	void keepsTheLastTwenty() {
		for (int i = 0; i < 25; i++) {
			this.looks.release().hold(10, Activity.COMPUTING, 9000, "batch" + i).timeOut(1);
			look(1);
			this.looks.release();
			look(8);
		}
		assertThat(this.diagnostician.incidents()).hasSize(20)
			.isSortedAccordingTo((first, second) -> second.at().compareTo(first.at()));
		assertThat(this.diagnostician.opened()).isEqualTo(25);
	}

	private void look(int times) {
		for (int i = 0; i < times; i++) {
			this.diagnostician.look(this.looks.later(500).vitals());
		}
	}

	private Cause cause() {
		return this.diagnostician.verdict().cause();
	}

	private Incident current() {
		Incident incident = this.diagnostician.current();
		assertThat(incident).isNotNull();
		return incident;
	}

}
