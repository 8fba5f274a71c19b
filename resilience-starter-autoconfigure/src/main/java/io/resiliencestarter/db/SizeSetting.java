package io.resiliencestarter.db;

import io.resiliencestarter.support.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Writes the setting with which a pool gets a given size, by the key that the user has
 * used.
 *
 * @param pool the name of the pool's bean
 * @param poolSize the connections that the pool keeps
 * @param origin where its present size comes from
 */
record SizeSetting(String pool, int poolSize, String origin) {

	private static final String MAXIMUM = "maximum-pool-size";

	static SizeSetting of(String pool, int poolSize, @Nullable Setting<?> maximum) {
		return new SizeSetting(pool, poolSize, (maximum != null) ? maximum.origin() : "");
	}

	String write(int size) {
		int key = this.origin.indexOf(MAXIMUM);
		if (key >= 0) {
			int start = this.origin.lastIndexOf(' ', key) + 1;
			return this.origin.substring(start, key) + MAXIMUM + "=" + size;
		}
		String prefix = this.origin.contains(".pools.") ? "resilience.db.pools." + this.pool : "resilience.db";
		return (size >= this.poolSize) ? "%s.max-overflow=%d".formatted(prefix, size - this.poolSize)
				: "%s.pool-size=%d and %s.max-overflow=0".formatted(prefix, size, prefix);
	}

}
