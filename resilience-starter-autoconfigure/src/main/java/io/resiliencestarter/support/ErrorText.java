package io.resiliencestarter.support;

import io.resiliencestarter.pool.OneLine;

/**
 * What exceptions of others say, fit for log lines, endpoints and messages of our own.
 */
public final class ErrorText {

	private ErrorText() {
	}

	/**
	 * Return what an exception says.
	 * @param failure the exception
	 * @return the first line of its message, without credentials and control characters;
	 * empty if it says nothing
	 */
	public static String of(Throwable failure) {
		String message = failure.getMessage();
		return (message != null) ? OneLine.of(Secrets.mask(message.strip().lines().findFirst().orElse(""))) : "";
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
