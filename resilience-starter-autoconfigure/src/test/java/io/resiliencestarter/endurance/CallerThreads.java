package io.resiliencestarter.endurance;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * The kind of threads that callers are.
 */
enum CallerThreads {

	PLATFORM, VIRTUAL;

	private static final int FIRST_WITH_VIRTUAL = 21;

	/**
	 * Return the kinds that this JVM has.
	 */
	static Stream<CallerThreads> available() {
		boolean all = Runtime.version().feature() >= FIRST_WITH_VIRTUAL;
		return Arrays.stream(values()).filter((kind) -> all || kind == PLATFORM);
	}

	ExecutorService executor() {
		return (this == PLATFORM) ? Executors.newCachedThreadPool() : virtualThreads();
	}

	private static ExecutorService virtualThreads() {
		try {
			// The tests are compiled for Java 17
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
