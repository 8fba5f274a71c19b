package io.resiliencestarter.db;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts connections by the application that they belong to. Used by one thread.
 */
class ApplicationTally {

	private static final int MOST = 20;

	private static final String OTHERS = "(others)";

	private final Map<String, Integer> counts = new TreeMap<>();

	/**
	 * Add connections.
	 * @param name the name by which the server shows them
	 * @param count how many there are
	 */
	void add(String name, int count) {
		if (count > 0) {
			this.counts.merge(ApplicationName.application(name), count, Integer::sum);
		}
	}

	/**
	 * Return what was counted. Names can be as many as connections.
	 * @return the largest, the largest first, and the sum of the others
	 */
	Map<String, Integer> largest() {
		Map<String, Integer> largest = new LinkedHashMap<>();
		this.counts.entrySet()
			.stream()
			.sorted(Comparator.comparing(Map.Entry::getValue, Comparator.reverseOrder()))
			.forEach((count) -> largest.merge((largest.size() < MOST) ? count.getKey() : OTHERS, count.getValue(),
					Integer::sum));
		return largest;
	}

}
