package io.resiliencestarter.diagnosis;

import java.util.Map;

import io.resiliencestarter.diagnosis.PoolTime.Charge;
import io.resiliencestarter.diagnosis.PoolTime.Spent;
import io.resiliencestarter.pool.PoolSample;
import org.jspecify.annotations.Nullable;

/**
 * A look at a pool under pressure. Immutable.
 *
 * @param vitals its vitals
 * @param sample who uses it
 * @param seconds what a second of such use is charged to
 */
record Observation(Vitals vitals, PoolSample sample, Map<Charge, Spent> seconds) {

	/**
	 * Look at a pool.
	 * @param vitals its vitals
	 * @param sample who uses it
	 * @param before the look before, if any: its sample can stand for this one too
	 * @return the look
	 */
	@SuppressWarnings("ReferenceEquality") // equal samples are too many to compare
	static Observation of(Vitals vitals, PoolSample sample, @Nullable Observation before) {
		return new Observation(vitals, sample,
				(before != null && before.sample == sample) ? before.seconds : PoolTime.seconds(sample));
	}

}
