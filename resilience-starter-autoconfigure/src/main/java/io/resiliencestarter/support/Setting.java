package io.resiliencestarter.support;

/**
 * An effective value and where it came from.
 *
 * @param <T> the type of value
 * @param value the value
 * @param origin the key that set it, for example {@code resilience.db.pool-size} or
 * {@code resilience.db.pool-size (default)}
 * @param explicit whether a user set it
 */
public record Setting<T>(T value, String origin, boolean explicit) {

	/**
	 * Create a setting that a user made.
	 * @param <T> the type of value
	 * @param value the value
	 * @param key the key that the user set
	 * @return the setting
	 */
	public static <T> Setting<T> of(T value, String key) {
		return new Setting<>(value, key, true);
	}

	/**
	 * Create a setting that nobody made.
	 * @param <T> the type of value
	 * @param value the value
	 * @param key the key that would set it
	 * @return the setting
	 */
	public static <T> Setting<T> ofDefault(T value, String key) {
		return new Setting<>(value, key + " (default)", false);
	}

	/**
	 * Return the same setting with a value that was derived from it.
	 * @param <R> the type of the other value
	 * @param other the other value
	 * @return the derived setting
	 */
	public <R> Setting<R> as(R other) {
		return new Setting<>(other, this.origin, this.explicit);
	}

}
