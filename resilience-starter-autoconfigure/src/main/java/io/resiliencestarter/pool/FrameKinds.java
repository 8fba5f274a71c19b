package io.resiliencestarter.pool;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * Remembers what is known of the classes in stacks by their names. Reading a stack asks
 * for each of its frames several times, and the same classes come again and again.
 * Thread-safe; bounded, since classes can be generated without end.
 */
final class FrameKinds {

	private static final int MAX = 20_000;

	private final Map<String, Integer> kinds = new ConcurrentHashMap<>();

	private final ToIntFunction<String> classifier;

	/**
	 * Create an empty memory.
	 * @param classifier finds the kinds of a class by its name, one bit each
	 */
	FrameKinds(ToIntFunction<String> classifier) {
		this.classifier = classifier;
	}

	/**
	 * Return whether a frame's class is of one of some kinds.
	 * @param frame the frame
	 * @param anyOf the bits of the kinds
	 * @return whether it is
	 */
	boolean is(StackTraceElement frame, int anyOf) {
		return (of(frame.getClassName()) & anyOf) != 0;
	}

	private int of(String className) {
		Integer known = this.kinds.get(className);
		if (known != null) {
			return known;
		}
		int kind = this.classifier.applyAsInt(className);
		if (this.kinds.size() >= MAX) {
			this.kinds.clear();
		}
		this.kinds.put(className, kind);
		return kind;
	}

	/**
	 * Return a bit if a name begins with one of some prefixes.
	 * @param className the name
	 * @param prefixes the prefixes
	 * @param kind the bit
	 * @return the bit or zero
	 */
	static int bit(String className, List<String> prefixes, int kind) {
		for (String prefix : prefixes) {
			if (className.startsWith(prefix)) {
				return kind;
			}
		}
		return 0;
	}

}
