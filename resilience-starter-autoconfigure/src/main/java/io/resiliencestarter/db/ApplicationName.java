package io.resiliencestarter.db;

import java.text.Normalizer;
import java.text.Normalizer.Form;

import io.resiliencestarter.support.Secrets;

/**
 * The name by which a database server shows the connections of one instance:
 * {@code <application>/<instance>}.
 */
final class ApplicationName {

	/**
	 * PostgreSQL cuts a longer name.
	 */
	static final int MAX_LENGTH = 63;

	private static final int MAX_INSTANCE_LENGTH = 40;

	private ApplicationName() {
	}

	/**
	 * Create a name of at most {@value #MAX_LENGTH} characters, all of them printable
	 * ASCII: PostgreSQL would replace others. The application is cut at its end, the
	 * instance at its beginning, which instances have in common.
	 * @param application the application
	 * @param instance the id of the instance
	 * @return the name
	 */
	static String of(String application, String instance) {
		String id = printable(instance);
		String suffix = "/" + id.substring(Math.max(0, id.length() - MAX_INSTANCE_LENGTH));
		String name = printable(Secrets.mask(application));
		return name.substring(0, Math.min(name.length(), MAX_LENGTH - suffix.length())).strip() + suffix;
	}

	/**
	 * Return the application that a name stands for.
	 * @param name a name that a server shows, of whatever application
	 * @return the part before the instance
	 */
	static String application(String name) {
		int end = name.lastIndexOf('/');
		String application = ((end > 0) ? name.substring(0, end) : name).strip();
		return application.isEmpty() ? "(unnamed)" : application;
	}

	private static String printable(String text) {
		return Normalizer.normalize(text, Form.NFD).replaceAll("\\p{M}", "").replaceAll("[^ -~]", "?").strip();
	}

}
