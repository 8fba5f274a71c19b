package io.resiliencestarter.support;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.diagnosis.Culprit;
import io.resiliencestarter.diagnosis.Incident;
import io.resiliencestarter.diagnosis.Verdict;
import io.resiliencestarter.pool.Activity;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolKind;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FlightRecorder}.
 */
class FlightRecorderTests {

	private static final StackTraceElement SITE = new StackTraceElement("com.acme.Export", "upload", "Export.java", 57);

	private static final Holder HOLDER = new Holder("http-1", false, Duration.ofSeconds(31), SITE,
			Activity.EXTERNAL_CALL, SITE, List.of(SITE), null);

	@TempDir
	private Path folder;

	@Test
	void recordingShowsIncidentsSlowHoldsAndTransitions() throws IOException {
		Verdict verdict = new Verdict(Cause.EXTERNAL_CALL, Instant.EPOCH, "In short", new Culprit("the line", 0.9),
				List.of(), List.of());
		Incident incident = new Incident("dataSource", PoolKind.DB, Instant.EPOCH, Duration.ofSeconds(9), verdict,
				new PoolConnections(15, 5, 15, 15, 0, 7), List.of(HOLDER), List.of(), 7, 3, 1);
		List<RecordedEvent> events = record(() -> {
			FlightRecorder.incident(incident);
			FlightRecorder.slowHold("dataSource", HOLDER);
			FlightRecorder.breakerTransition("payments", "closed", "open", "5 failures in a row");
		});
		assertThat(events).extracting((event) -> event.getEventType().getName())
			.containsExactlyInAnyOrder("io.resiliencestarter.Incident", "io.resiliencestarter.SlowHold",
					"io.resiliencestarter.BreakerTransition");
		for (RecordedEvent event : events) {
			switch (event.getEventType().getName()) {
				case "io.resiliencestarter.Incident" -> {
					assertThat(event.getString("cause")).isEqualTo("external-call");
					assertThat(event.getString("culprit")).isEqualTo("the line");
					assertThat(event.getDuration("lasted")).isEqualTo(Duration.ofSeconds(9));
					assertThat(event.getBoolean("closed")).isTrue();
				}
				case "io.resiliencestarter.SlowHold" -> {
					assertThat(event.getString("site")).isEqualTo("com.acme.Export.upload(Export.java:57)");
					assertThat(event.getDuration("held")).isEqualTo(Duration.ofSeconds(31));
				}
				default -> assertThat(event.getString("breaker")).isEqualTo("payments");
			}
		}
	}

	private List<RecordedEvent> record(Runnable work) throws IOException {
		Path file = this.folder.resolve("events.jfr");
		try (Recording recording = new Recording()) {
			recording.start();
			work.run();
			recording.stop();
			recording.dump(file);
		}
		return RecordingFile.readAllEvents(file)
			.stream()
			.filter((event) -> event.getEventType().getName().startsWith("io.resiliencestarter."))
			.toList();
	}

}
