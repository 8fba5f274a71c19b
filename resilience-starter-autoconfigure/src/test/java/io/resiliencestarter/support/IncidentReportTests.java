package io.resiliencestarter.support;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.diagnosis.Culprit;
import io.resiliencestarter.diagnosis.Incident;
import io.resiliencestarter.diagnosis.Verdict;
import io.resiliencestarter.pool.Activity;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.Waiter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IncidentReport}.
 */
class IncidentReportTests {

	private static final Instant AT = Instant.parse("2026-03-01T02:00:00Z");

	private static final StackTraceElement LIBRARY = frame("org.lib.Client", "send", 7);

	private static final StackTraceElement UPLOAD = frame("com.acme.Export", "upload", 57);

	private static final StackTraceElement EXPORT = frame("com.acme.Export", "export", 42);

	@Test
	void showsTheApplicationsLineHoweverDeepTheLibrariesAre() {
		List<StackTraceElement> stack = new ArrayList<>(Collections.nCopies(40, LIBRARY));
		stack.addAll(List.of(UPLOAD, EXPORT));
		assertThat(IncidentReport.opened(incident(List.of(holder("http-1", UPLOAD, stack)))).lines()).containsSequence(
				"http-1 holds a connection for 31.0 s, external-call at com.acme.Export.upload(Export.java:57),"
						+ " borrowed at com.acme.Export.export(Export.java:42)",
				"\tat org.lib.Client.send(Client.java:7)", "\tat org.lib.Client.send(Client.java:7)",
				"\tat org.lib.Client.send(Client.java:7)", "\t... 37 more",
				"\tat com.acme.Export.upload(Export.java:57)", "\tat com.acme.Export.export(Export.java:42)");
	}

	@Test
	void showsTheStackOfTheFirstOfThoseThatDoTheSame() {
		List<StackTraceElement> stack = List.of(LIBRARY, UPLOAD, EXPORT);
		String report = IncidentReport.opened(incident(List.of(holder("http-1", UPLOAD, stack),
				holder("http-2", UPLOAD, stack), holder("http-3", EXPORT, List.of(EXPORT)))));
		assertThat(report).contains("http-1 holds", "http-2 holds", "http-3 holds")
			.containsOnlyOnce("\tat org.lib.Client.send(Client.java:7)");
		assertThat(report.lines().filter((line) -> line.startsWith("\tat com.acme.Export.export("))).hasSize(2);
	}

	@Test
	void tellsWhyAndWhatToDoFirst() {
		assertThat(IncidentReport.opened(incident(List.of())).lines().limit(5)).containsExactly(
				"Pool 'orders' is in trouble. Cause: external-call. Holders wait.", "Evidence:", "  - it was seen",
				"What to do:", "  - move the call");
	}

	@Test
	void showsAHolderOfWhomNoLineIsKnown() {
		assertThat(IncidentReport.opened(incident(List.of(holder("http-1", null, List.of(LIBRARY)))))).contains(
				"http-1 holds a connection for 31.0 s, external-call, borrowed at",
				"\tat org.lib.Client.send(Client.java:7)");
	}

	@Test
	void isBoundedInSize() {
		List<StackTraceElement> stack = new ArrayList<>();
		List<Holder> holders = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			stack.add(frame("com.acme." + "Long".repeat(100) + i, "call", i));
		}
		for (StackTraceElement frame : stack) {
			holders.add(holder("http", frame, stack));
		}
		assertThat(IncidentReport.opened(incident(holders))).hasSizeLessThan(17_000);
	}

	private static Incident incident(List<Holder> holders) {
		Verdict verdict = new Verdict(Cause.EXTERNAL_CALL, AT, "Holders wait.", new Culprit("com.acme", 1),
				List.of("it was seen"), List.of("move the call"));
		return new Incident("orders", PoolKind.DB, AT, null, verdict, new PoolConnections(10, 5, 10, 10, 0, 3), holders,
				List.of(new Waiter("http-9", false, Duration.ofSeconds(4), EXPORT)), 3, 1, 0);
	}

	private static Holder holder(String thread, @Nullable StackTraceElement now, List<StackTraceElement> stack) {
		return new Holder(thread, false, Duration.ofSeconds(31), EXPORT, Activity.EXTERNAL_CALL, now, stack, null);
	}

	private static StackTraceElement frame(String type, String method, int line) {
		return new StackTraceElement(type, method, type.replaceFirst(".*\\.", "") + ".java", line);
	}

}
