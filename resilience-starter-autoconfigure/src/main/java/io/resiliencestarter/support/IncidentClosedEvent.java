package io.resiliencestarter.support;

import io.resiliencestarter.diagnosis.Incident;

/**
 * Application event: an incident is over. Published on the starter's background thread; a
 * listener that takes its time holds up the watching of all pools.
 *
 * @param incident the incident
 */
public record IncidentClosedEvent(Incident incident) {
}
