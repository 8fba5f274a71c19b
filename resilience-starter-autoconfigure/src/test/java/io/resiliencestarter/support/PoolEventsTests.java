package io.resiliencestarter.support;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.diagnosis.Incident;
import io.resiliencestarter.diagnosis.Verdict;
import io.resiliencestarter.pool.Activity;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.PoolStatus;
import io.resiliencestarter.pool.StubPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolEvents}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PoolEventsTests {

	private static final StackTraceElement SITE = new StackTraceElement("com.acme.Export", "export", "Export.java", 42);

	private static final StackTraceElement NOW = new StackTraceElement("com.acme.Export", "upload", "Export.java", 57);

	private final List<Object> published = new ArrayList<>();

	private final PoolEvents events = new PoolEvents(this.published::add);

	private final StubPool pool = new StubPool("orders");

	@Test
	void publishesAndLogsAChangeOfStatus(CapturedOutput output) {
		this.pool.setActive(10);
		this.events.statusChanged(this.pool, PoolStatus.HEALTHY, PoolStatus.CRITICAL);
		assertThat(this.published).containsExactly(
				new PoolStatusChangedEvent("orders", PoolKind.DB, PoolStatus.HEALTHY, PoolStatus.CRITICAL));
		assertThat(output.getOut()).contains("WARN")
			.contains("Pool 'orders' is critical, was healthy: 10 of 10 connections in use, 0 callers wait");
	}

	@Test
	void gettingBetterIsNoWarning(CapturedOutput output) {
		this.events.statusChanged(this.pool, PoolStatus.DOWN, PoolStatus.HEALTHY);
		assertThat(output.getOut()).contains("INFO").doesNotContain("WARN");
	}

	@Test
	void showsTheStackOfASlowHold(CapturedOutput output) {
		this.events.slowHold(this.pool, holder(Activity.EXTERNAL_CALL, SITE));
		assertThat(output.getOut())
			.contains("WARN", "Pool 'orders': http-1 holds a connection for 31.0 s, external-call")
			.contains("\tat com.acme.Export.upload(Export.java:57)");
	}

	@Test
	void namesTheLineOfASuspectedLeak(CapturedOutput output) {
		this.events.leakSuspected(this.pool, holder(Activity.GONE, SITE));
		assertThat(output.getOut()).contains("WARN", "Pool 'orders': suspected leak. http-1 borrowed a connection "
				+ "31.0 s ago at com.acme.Export.export(Export.java:42), and has moved on without giving it back");
	}

	@Test
	void admitsThatItDoesNotKnowTheLine(CapturedOutput output) {
		this.events.leakSuspected(this.pool, holder(Activity.COMPUTING, null));
		assertThat(output.getOut()).contains("at an unknown place; for a minute, each borrow's place is captured, "
				+ "and is still there, computing");
	}

	@Test
	void saysThatALeakHasComeBack(CapturedOutput output) {
		this.events.leakReturned(this.pool, new Thread("http-1"), Duration.ofMillis(45_200));
		assertThat(output.getOut()).contains("INFO",
				"Pool 'orders': the connection that was suspected to leak from http-1 has come back after 45.2 s");
	}

	@Test
	void publishesAndLogsTheBeginningAndTheEndOfAnIncident(CapturedOutput output) {
		Incident lasting = incident(null);
		this.events.opened(lasting);
		assertThat(this.published).containsExactly(new IncidentOpenedEvent(lasting));
		assertThat(output.getOut()).contains("WARN", "Pool 'orders' is in trouble. Cause: leak. Lost.");
		Incident closed = incident(Duration.ofSeconds(72));
		this.events.closed(closed);
		assertThat(this.published).containsExactly(new IncidentOpenedEvent(lasting), new IncidentClosedEvent(closed));
		assertThat(output.getOut()).contains("INFO", "Pool 'orders' is out of trouble after 72.0 s, in which 3 callers"
				+ " got no connection in time and 1 were rejected. Cause: leak. Lost.");
	}

	@Test
	void warnsOfACallWhileHolding(CapturedOutput output) {
		this.events.calledWhileHolding("orders", "payment", NOW);
		assertThat(output.getOut()).contains("WARN",
				"Pool 'orders': service 'payment' is called while a connection is held at"
						+ " com.acme.Export.upload(Export.java:57).");
	}

	private static Incident incident(@Nullable Duration duration) {
		Instant at = Instant.parse("2026-03-01T02:00:00Z");
		Verdict verdict = new Verdict(Cause.LEAK, at, "Lost.", null, List.of(), List.of());
		return new Incident("orders", PoolKind.DB, at, duration, verdict, new PoolConnections(10, 5, 10, 10, 0, 3),
				List.of(), List.of(), 3, 3, 1);
	}

	private static Holder holder(Activity doing, @Nullable StackTraceElement site) {
		return new Holder("http-1", false, Duration.ofSeconds(31), site, doing, NOW, List.of(NOW), null);
	}

}
