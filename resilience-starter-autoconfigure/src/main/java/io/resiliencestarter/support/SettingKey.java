package io.resiliencestarter.support;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringUtils;

/**
 * One setting that can be made in several places: its name below a prefix, the plain
 * environment name that teams already have for it, and what is allowed. Immutable.
 *
 * @param <P> the type of properties that carry it
 * @param <T> the type of value
 */
public final class SettingKey<P, T> {

	private static final Pattern SECONDS = Pattern.compile("-?\\d{1,9}(\\.\\d{1,9})?");

	private final String name;

	private final Function<P, @Nullable T> getter;

	private final Function<String, T> parser;

	private final @Nullable String environmentName;

	private final Predicate<T> valid;

	private final String allowed;

	private SettingKey(String name, Function<P, @Nullable T> getter, Function<String, T> parser,
			@Nullable String environmentName, Predicate<T> valid, String allowed) {
		this.name = name;
		this.getter = getter;
		this.parser = parser;
		this.environmentName = environmentName;
		this.valid = valid;
		this.allowed = allowed;
	}

	/**
	 * Create a key of a whole number.
	 * @param <P> the type of properties
	 * @param name the name below the prefix
	 * @param getter reads the property, {@code null} when it is not set
	 * @return the key
	 */
	public static <P> SettingKey<P, Integer> integer(String name, Function<P, @Nullable Integer> getter) {
		return new SettingKey<>(name, getter, Integer::valueOf, null, (value) -> true, "a whole number");
	}

	/**
	 * Create a key of a duration. In an environment name a bare number is seconds, as in
	 * the tools that brought those names up.
	 * @param <P> the type of properties
	 * @param name the name below the prefix
	 * @param getter reads the property, {@code null} when it is not set
	 * @return the key
	 */
	public static <P> SettingKey<P, Duration> duration(String name, Function<P, @Nullable Duration> getter) {
		return new SettingKey<>(name, getter, SettingKey::parseDuration, null, (value) -> true, "a duration");
	}

	/**
	 * Create a key of a switch.
	 * @param <P> the type of properties
	 * @param name the name below the prefix
	 * @param getter reads the property, {@code null} when it is not set
	 * @return the key
	 */
	public static <P> SettingKey<P, Boolean> bool(String name, Function<P, @Nullable Boolean> getter) {
		return new SettingKey<>(name, getter, SettingKey::parseBoolean, null, (value) -> true, "true or false");
	}

	/**
	 * Create a key of a choice.
	 * @param <P> the type of properties
	 * @param <T> the type of choice
	 * @param name the name below the prefix
	 * @param type the type of choice
	 * @param getter reads the property, {@code null} when it is not set
	 * @return the key
	 */
	public static <P, T extends Enum<T>> SettingKey<P, T> choice(String name, Class<T> type,
			Function<P, @Nullable T> getter) {
		return new SettingKey<>(name, getter,
				(text) -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')), null, (value) -> true,
				"one of " + Arrays.toString(type.getEnumConstants()));
	}

	/**
	 * Create a key of a share.
	 * @param <P> the type of properties
	 * @param name the name below the prefix
	 * @param getter reads the property, {@code null} when it is not set
	 * @return the key
	 */
	public static <P> SettingKey<P, Double> share(String name, Function<P, @Nullable Double> getter) {
		return new SettingKey<>(name, getter, Double::valueOf, null, (value) -> value > 0 && value <= 1,
				"a number above 0, up to 1");
	}

	/**
	 * Create a key of a list of texts.
	 * @param <P> the type of properties
	 * @param name the name below the prefix
	 * @param getter reads the property, {@code null} when it is not set
	 * @return the key
	 */
	public static <P> SettingKey<P, List<String>> list(String name, Function<P, @Nullable List<String>> getter) {
		return new SettingKey<>(name, getter, (text) -> List.of(text.split(",")), null, (value) -> true,
				"a list, separated by commas");
	}

	/**
	 * Create a key of a text. Where it is blank it counts as not set.
	 * @param <P> the type of properties
	 * @param name the name below the prefix
	 * @param getter reads the property, {@code null} when it is not set
	 * @return the key
	 */
	public static <P> SettingKey<P, String> text(String name, Function<P, @Nullable String> getter) {
		return new SettingKey<>(name, (properties) -> {
			String text = getter.apply(properties);
			return StringUtils.hasText(text) ? text.strip() : null;
		}, Function.identity(), null, (value) -> true, "a text");
	}

	private static Duration parseDuration(String text) {
		if (SECONDS.matcher(text).matches()) {
			return Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValue());
		}
		return DurationStyle.detectAndParse(text);
	}

	private static Boolean parseBoolean(String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true", "1", "yes", "on" -> true;
			case "false", "0", "no", "off" -> false;
			default -> throw new IllegalArgumentException(text);
		};
	}

	/**
	 * Return this key with a plain environment name.
	 * @param variable the name, for example {@code DB_POOL_SIZE}
	 * @return the key
	 */
	public SettingKey<P, T> environment(String variable) {
		return new SettingKey<>(this.name, this.getter, this.parser, variable, this.valid, this.allowed);
	}

	/**
	 * Return this key with bounds.
	 * @param test whether a value is allowed
	 * @param description what is allowed, to be read after "must be"
	 * @return the key
	 */
	public SettingKey<P, T> allow(Predicate<T> test, String description) {
		return new SettingKey<>(this.name, this.getter, this.parser, this.environmentName, test, description);
	}

	String name() {
		return this.name;
	}

	@Nullable String environmentName() {
		return this.environmentName;
	}

	@Nullable T read(P properties) {
		return this.getter.apply(properties);
	}

	T parse(String key, String text) {
		try {
			return check(key, this.parser.apply(text));
		}
		catch (InvalidSettingException ex) {
			throw ex;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingException(key, text, this.allowed);
		}
	}

	T check(String key, T value) {
		if (!this.valid.test(value)) {
			throw new InvalidSettingException(key, value, this.allowed);
		}
		return value;
	}

}
