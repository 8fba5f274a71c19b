package io.resiliencestarter.redis;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Loads a value once, also if it is asked for again because the cache has failed. Not
 * thread-safe.
 */
class LoadedOnce implements Supplier<byte[]> {

	private final Supplier<byte[]> loader;

	private boolean called;

	private byte @Nullable [] value;

	LoadedOnce(Supplier<byte[]> loader) {
		this.loader = loader;
	}

	@Override
	public byte[] get() {
		byte[] loaded = this.value;
		if (loaded == null) {
			this.called = true;
			loaded = this.loader.get();
			this.value = loaded;
		}
		return loaded;
	}

	boolean isLoaded() {
		return this.value != null;
	}

	/**
	 * Return whether the loader threw an exception, which is none of the cache.
	 * @return whether there was a call, but is no value
	 */
	boolean hasFailed() {
		return this.called && this.value == null;
	}

}
