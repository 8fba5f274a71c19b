package io.resiliencestarter.benchmarks;

import java.util.Locale;

/**
 * One of the things that are compared.
 */
interface Variant {

	/**
	 * Return the name by which JMH knows it.
	 * @return the name of the constant
	 */
	String name();

	/**
	 * Return what the table calls it.
	 * @return the label
	 */
	String label();

	/**
	 * Return the name by which the command line knows it.
	 * @return the name, in lower case with dashes
	 */
	default String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
