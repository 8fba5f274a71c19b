package io.resiliencestarter.support;

import io.resiliencestarter.pool.OneLine;

/**
 * A setting has a value that is not allowed. Stops the start; the failure analysis names
 * the key, the value and what is allowed.
 */
public class InvalidSettingException extends RuntimeException {

	private final String key;

	private final String value;

	private final String allowed;

	/**
	 * Create the exception.
	 * @param key the key as the user wrote it
	 * @param value the value that is not allowed; of a URL, the credentials are left out
	 * @param allowed what is allowed, to be read after "must be"
	 */
	public InvalidSettingException(String key, Object value, String allowed) {
		super("'%s' is %s, but must be %s".formatted(key, shown(value), allowed));
		this.key = key;
		this.value = shown(value);
		this.allowed = allowed;
	}

	private static String shown(Object value) {
		return OneLine.of(Secrets.mask(SettingFormat.format(value)));
	}

	String key() {
		return this.key;
	}

	String value() {
		return this.value;
	}

	String allowed() {
		return this.allowed;
	}

}
