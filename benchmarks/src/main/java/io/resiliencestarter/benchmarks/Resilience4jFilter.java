package io.resiliencestarter.benchmarks;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Keeps the starter of resilience4j, which is on the class path of all applications, out
 * of those that do not ask for it.
 */
@SuppressWarnings("NullAway.Init")
class Resilience4jFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	/**
	 * The property that asks for it.
	 */
	static final String PROPERTY = "benchmarks.resilience4j";

	private static final String PACKAGE = "io.github.resilience4j.springboot.";

	private Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
		boolean wanted = this.environment.getProperty(PROPERTY, Boolean.class, false);
		boolean[] matches = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			String name = classes[i];
			matches[i] = wanted || name == null || !name.startsWith(PACKAGE);
		}
		return matches;
	}

}
