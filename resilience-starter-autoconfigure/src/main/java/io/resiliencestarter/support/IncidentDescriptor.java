package io.resiliencestarter.support;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.resiliencestarter.diagnosis.Incident;
import org.jspecify.annotations.Nullable;

/**
 * A time in which callers got no connection, as endpoints show it.
 *
 * @param at when it began
 * @param durationMs how long it took in milliseconds, {@code null} while it lasts
 * @param verdict why
 * @param connections the connection counts when it began
 * @param holders who held connections when it began, the longest hold first
 * @param waiters who waited when it began, the longest wait first
 * @param mostWaiting how many callers waited at most
 * @param timeouts how many callers got no connection in time
 * @param rejected how many callers were turned away at once
 */
@JsonInclude(Include.NON_NULL)
public record IncidentDescriptor(Instant at, @Nullable Long durationMs, VerdictDescriptor verdict,
		ConnectionsDescriptor connections, List<HolderDescriptor> holders, List<WaiterDescriptor> waiters,
		int mostWaiting, long timeouts, long rejected) {

	/**
	 * Describe an incident.
	 * @param incident the incident
	 * @return the description
	 */
	public static IncidentDescriptor of(Incident incident) {
		Duration duration = incident.duration();
		return new IncidentDescriptor(incident.at(), (duration != null) ? duration.toMillis() : null,
				VerdictDescriptor.of(incident.verdict()), ConnectionsDescriptor.of(incident.connections()),
				incident.holders().stream().map(HolderDescriptor::of).toList(),
				incident.waiters().stream().map(WaiterDescriptor::of).toList(), incident.mostWaiting(),
				incident.timeouts(), incident.rejected());
	}

}
