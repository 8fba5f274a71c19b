package io.resiliencestarter.http;

import java.util.ArrayList;
import java.util.List;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;

import org.springframework.util.ClassUtils;

/**
 * Tells which exceptions are failures of a service: the user's own rules first, those
 * that ignore before those that count, then {@link Failures}. Immutable.
 */
final class ExceptionRules {

	private final List<Class<?>> failures;

	private final List<Class<?>> ignored;

	private ExceptionRules(List<Class<?>> failures, List<Class<?>> ignored) {
		this.failures = failures;
		this.ignored = ignored;
	}

	/**
	 * Create rules from the names of classes. A rule holds for subclasses too, and for
	 * exceptions that have one of them among their causes.
	 * @param failures the exceptions that count as failures
	 * @param ignored the exceptions that count as nothing
	 * @return the rules
	 * @throws InvalidSettingException if a name is not that of an exception
	 */
	static ExceptionRules of(Setting<List<String>> failures, Setting<List<String>> ignored) {
		return new ExceptionRules(classes(failures), classes(ignored));
	}

	private static List<Class<?>> classes(Setting<List<String>> setting) {
		List<Class<?>> classes = new ArrayList<>();
		for (String name : setting.value()) {
			Class<?> type = find(setting, name.strip());
			if (!Throwable.class.isAssignableFrom(type)) {
				throw invalid(setting, name);
			}
			classes.add(type);
		}
		return List.copyOf(classes);
	}

	private static Class<?> find(Setting<List<String>> setting, String name) {
		try {
			return ClassUtils.forName(name, ClassUtils.getDefaultClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw invalid(setting, name);
		}
	}

	private static InvalidSettingException invalid(Setting<List<String>> setting, String name) {
		return new InvalidSettingException(setting.origin(), name,
				"fully qualified names of exceptions on the class path such as java.io.IOException, separated by commas");
	}

	/**
	 * Whether a call failed because of the service.
	 * @param thrown what the call threw
	 * @return whether it counts as a failure
	 */
	boolean ofCall(Throwable thrown) {
		return !matches(this.ignored, thrown) && (matches(this.failures, thrown) || Failures.ofCall(thrown));
	}

	/**
	 * Whether reading a body failed because of the service.
	 * @param thrown what the read threw
	 * @return whether it counts as a failure
	 */
	boolean ofBody(Throwable thrown) {
		return !matches(this.ignored, thrown) && (matches(this.failures, thrown) || Failures.ofBody(thrown));
	}

	private static boolean matches(List<Class<?>> classes, Throwable thrown) {
		return !classes.isEmpty()
				&& Failures.has(thrown, (cause) -> classes.stream().anyMatch((type) -> type.isInstance(cause)));
	}

}
