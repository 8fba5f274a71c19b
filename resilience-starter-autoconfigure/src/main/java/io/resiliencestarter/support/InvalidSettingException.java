package io.resiliencestarter.support;

/**
 * A setting has a value that is not allowed. Stops the start; the failure analysis names
 * the key, the value and what is allowed.
 */
public class InvalidSettingException extends RuntimeException {

	private final String key;

	private final Object value;

	private final String allowed;

	/**
	 * Create the exception.
	 * @param key the key as the user wrote it
	 * @param value the value that is not allowed; no secret
	 * @param allowed what is allowed, to be read after "must be"
	 */
	public InvalidSettingException(String key, Object value, String allowed) {
		super("'%s' is %s, but must be %s".formatted(key, SettingFormat.format(value), allowed));
		this.key = key;
		this.value = value;
		this.allowed = allowed;
	}

	String key() {
		return this.key;
	}

	Object value() {
		return this.value;
	}

	String allowed() {
		return this.allowed;
	}

}
