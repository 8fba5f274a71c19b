package io.resiliencestarter.support;

import io.resiliencestarter.diagnosis.Incident;

/**
 * Application event: an incident has begun. Published on the starter's background thread;
 * a listener that takes its time holds up the watching of all pools.
 *
 * @param incident the incident
 */
public record IncidentOpenedEvent(Incident incident) {
}
