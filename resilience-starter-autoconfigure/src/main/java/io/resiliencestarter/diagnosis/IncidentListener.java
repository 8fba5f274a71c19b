package io.resiliencestarter.diagnosis;

/**
 * Is told of incidents; by default it does not care. Called by the thread that looks at
 * the pools, one call at a time.
 */
public interface IncidentListener {

	/**
	 * An incident has begun.
	 * @param incident the incident
	 */
	default void opened(Incident incident) {
	}

	/**
	 * An incident is over.
	 * @param incident the incident
	 */
	default void closed(Incident incident) {
	}

}
