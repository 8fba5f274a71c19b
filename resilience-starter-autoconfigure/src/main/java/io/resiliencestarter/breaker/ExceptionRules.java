package io.resiliencestarter.breaker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;

import org.springframework.util.ClassUtils;

/**
 * The user's rules for which exceptions count as failures: those that ignore come before
 * those that count. Immutable.
 */
public final class ExceptionRules {

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

	/**
	 * Return no rules.
	 */
	static ExceptionRules none() {
		return new ExceptionRules(List.of(), List.of());
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
	 * Whether an exception counts as a failure.
	 * @param thrown the exception
	 * @param otherwise tells it of an exception that no rule names
	 * @return whether it counts
	 */
	public boolean count(Throwable thrown, Predicate<Throwable> otherwise) {
		return !matches(this.ignored, thrown) && (matches(this.failures, thrown) || otherwise.test(thrown));
	}

	private static boolean matches(List<Class<?>> classes, Throwable thrown) {
		return !classes.isEmpty()
				&& Causes.any(thrown, (cause) -> classes.stream().anyMatch((type) -> type.isInstance(cause)));
	}

}
