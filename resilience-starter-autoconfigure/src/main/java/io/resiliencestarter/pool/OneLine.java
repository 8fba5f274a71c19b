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
		return isOneLine(text) ? text : CONTROL.matcher(text).replaceAll("_");
	}

	/**
	 * Names of threads are looked at often, and hardly ever is there anything to replace.
	 */
	private static boolean isOneLine(String text) {
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (Character.isISOControl(character) || character == '\u2028' || character == '\u2029') {
				return false;
			}
		}
		return true;
	}

}
