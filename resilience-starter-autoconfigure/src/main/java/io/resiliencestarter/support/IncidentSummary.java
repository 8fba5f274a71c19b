package io.resiliencestarter.support;

import java.time.Duration;
import java.time.Instant;

import io.resiliencestarter.diagnosis.Incident;
import org.jspecify.annotations.Nullable;

/**
 * An incident in a list of incidents.
 *
 * @param at when it began
 * @param durationMs how long it took in milliseconds, {@code null} while it lasts
 * @param cause why
 * @param summary why, in one sentence
 */
public record IncidentSummary(Instant at, @Nullable Long durationMs, String cause, String summary) {

	static IncidentSummary of(Incident incident) {
		Duration duration = incident.duration();
		return new IncidentSummary(incident.at(), (duration != null) ? duration.toMillis() : null,
				incident.verdict().cause().label(), incident.verdict().summary());
	}

}
