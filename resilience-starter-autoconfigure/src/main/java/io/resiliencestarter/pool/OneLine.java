package io.resiliencestarter.pool;

import java.util.regex.Pattern;

/**
 * Makes text of others fit for a log line. A line break in the name of a thread could
 * otherwise pretend to be the next line, and an escape code change what a terminal shows.
 */
public final class OneLine {

	private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

	private OneLine() {
	}

	/**
	 * Return a text with an underscore in the place of each control character and line
	 * break.
	 * @param text the text
	 * @return the text on one line
	 */
	public static String of(String text) {
		return CONTROL.matcher(text).replaceAll("_");
	}

}
