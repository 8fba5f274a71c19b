package io.resiliencestarter.budget;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The part of a limit that is left to others: a number of connections or a percentage.
 *
 * @param value the number
 * @param percentage whether it is a percentage
 */
public record Reserve(int value, boolean percentage) {

	private static final Pattern TEXT = Pattern.compile("(\\d{1,6})\\s*(%?)");

	/**
	 * Read a reserve.
	 * @param text a whole number, or a whole percentage below 100%
	 * @return the reserve, {@code null} if the text is neither
	 */
	public static @Nullable Reserve parse(String text) {
		Matcher matcher = TEXT.matcher(text.strip());
		if (!matcher.matches()) {
			return null;
		}
		Reserve reserve = new Reserve(Integer.parseInt(matcher.group(1)), !matcher.group(2).isEmpty());
		return (reserve.percentage && reserve.value >= 100) ? null : reserve;
	}

	/**
	 * Return the connections that are left to others, rounded up.
	 * @param limit the limit
	 * @return the number, the limit at most
	 */
	public int of(int limit) {
		long reserve = this.percentage ? ((long) limit * this.value + 99) / 100 : this.value;
		return Math.toIntExact(Math.min(limit, reserve));
	}

	@Override
	public String toString() {
		return this.value + (this.percentage ? "%" : "");
	}

}
