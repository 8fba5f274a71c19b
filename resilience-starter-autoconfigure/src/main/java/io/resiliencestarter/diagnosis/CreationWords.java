package io.resiliencestarter.diagnosis;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Puts in words what keeps connections from being opened. Each method returns the summary
 * and adds to the evidence and the advice.
 *
 * @param terms the pool's settings
 * @param vitals the last look at the pool
 * @param evidence where to add what was seen
 * @param advice where to add what to do
 */
record CreationWords(PoolTerms terms, Vitals vitals, List<String> evidence, List<String> advice) {

	private Vocabulary words() {
		return Vocabulary.of(this.terms.kind());
	}

	String serverLimit() {
		Creation.Refusal refusal = refusal();
		Integer limit = (refusal != null) ? refusal.limit() : null;
		int total = this.vitals.connections().total();
		if (limit != null) {
			this.evidence.add("its limit is %d, and this pool has %d connections".formatted(limit, total));
		}
		this.advice.add("Do not raise the pool: over all replicas together it must stay below the server's limit%s"
			.formatted((limit != null) ? " of " + limit : ""));
		if (total > 0) {
			this.advice
				.add("Lower it instead to what each replica gets: %s".formatted(this.terms.sizing().apply(total)));
		}
		this.advice.add(
				"Look who else has connections (%s), another replica or a deploy that overlaps for example, or raise the limit at the provider"
					.formatted(words().clients()));
		return "The server refuses %s%s"
			.formatted((total > 0) ? "more than the %d connections that this pool has".formatted(total)
					: "connections, and this pool has none", (limit != null) ? "; its limit is " + limit : "");
	}

	String authentication() {
		refusal();
		this.advice.add("Correct the user or the password of %s, and restart; was the password changed at the provider?"
			.formatted(words().credentials()));
		this.advice.add("Do not raise the pool");
		return "The server refuses the credentials";
	}

	String databaseDown() {
		refusal();
		this.advice
			.add("Bring %s back, or find out what keeps this application from reaching it".formatted(words().server()));
		this.advice.add("Do not raise the pool: callers fail at once while the breaker is open, and connections come"
				+ " back by themselves");
		return "%s cannot be reached or does not answer".formatted(words().serverAtStart());
	}

	String slowCreation() {
		this.evidence.add("%d of %d connections are open, %d are being opened".formatted(
				this.vitals.connections().total(), this.vitals.connections().max(), this.vitals.creation().opening()));
		this.advice.add(words().keepOpen());
		this.advice.add("Find out why connecting takes so long: name resolution, TLS, a database that was asleep");
		return "Connections are opened too slowly for the callers that wait";
	}

	/**
	 * Quote the refusal, if there is one.
	 */
	private Creation.@Nullable Refusal refusal() {
		Creation.Refusal refusal = this.vitals.creation().failure();
		if (refusal != null) {
			this.evidence.add("the server or its driver says: " + refusal.message());
		}
		return refusal;
	}

}
