package io.resiliencestarter.support;

import io.resiliencestarter.pool.OneLine;

/**
 * What exceptions of others say, fit for log lines, endpoints and messages of our own.
 */
public final class ErrorText {

	/** Others can make a message as long as they like, and masking it would take long. */
	private static final int MAX_LENGTH = 1000;

	private ErrorText() {
	}

	/**
	 * Return what an exception says.
	 * @param failure the exception
	 * @return the first line of its message, or its first words if that is very long,
	 * without credentials and control characters; empty if it says nothing
	 */
	public static String of(Throwable failure) {
		String message = failure.getMessage();
		return (message != null) ? OneLine.of(Secrets.mask(shorten(message.strip().lines().findFirst().orElse(""))))
				: "";
	}

	/**
	 * Cut between words: a URL that is cut apart could not be masked.
	 */
	private static String shorten(String line) {
		return (line.length() <= MAX_LENGTH) ? line
				: line.substring(0, Math.max(0, line.lastIndexOf(' ', MAX_LENGTH))) + "…";
	}

	/**
	 * Return the type of an exception and what it says.
	 * @param failure the exception
	 * @return one line, not empty
	 */
	public static String withType(Throwable failure) {
		String text = of(failure);
		String type = failure.getClass().getSimpleName();
		return text.isEmpty() ? type : type + ": " + text;
	}

	/**
	 * Return what an exception says, or its type if it says nothing.
	 * @param failure the exception
	 * @return one line, not empty
	 */
	public static String orType(Throwable failure) {
		String text = of(failure);
		return text.isEmpty() ? failure.getClass().getSimpleName() : text;
	}

}
