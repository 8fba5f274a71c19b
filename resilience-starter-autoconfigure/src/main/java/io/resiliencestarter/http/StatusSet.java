package io.resiliencestarter.http;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;

/**
 * A set of HTTP statuses, written as numbers ({@code 503}), classes ({@code 5xx}) and
 * ranges ({@code 500-503}). Immutable.
 */
final class StatusSet {

	private static final Pattern FORMAT = Pattern.compile("([1-5])xx|([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

	private final BitSet statuses;

	private StatusSet(BitSet statuses) {
		this.statuses = statuses;
	}

	static StatusSet of(Setting<List<String>> setting) {
		BitSet statuses = new BitSet();
		for (String part : setting.value()) {
			Matcher matcher = FORMAT.matcher(part.strip().toLowerCase(Locale.ROOT));
			if (!matcher.matches() || !add(matcher, statuses)) {
				throw new InvalidSettingException(setting.origin(), part,
						"HTTP statuses such as 503, 5xx or 500-503, separated by commas");
			}
		}
		return new StatusSet(statuses);
	}

	private static boolean add(Matcher matcher, BitSet statuses) {
		if (matcher.group(1) != null) {
			int first = Integer.parseInt(matcher.group(1)) * 100;
			statuses.set(first, first + 100);
			return true;
		}
		int first = Integer.parseInt(matcher.group(2));
		int last = (matcher.group(3) != null) ? Integer.parseInt(matcher.group(3)) : first;
		if (first <= last) {
			statuses.set(first, last + 1);
		}
		return first <= last;
	}

	boolean contains(int status) {
		return this.statuses.get(status);
	}

}
