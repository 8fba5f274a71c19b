package io.resiliencestarter.support;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps credentials out of texts, which can quote a URL.
 */
public final class Secrets {

	/** In the place of a secret. */
	public static final String MASK = "***";

	private static final Pattern PARAMETER = Pattern.compile(
			"((?:password|passwd|pwd|passphrase|secret|token|credentials?|api[-_]?key|access[-_]?key)=)([^&;,\\s]+)",
			Pattern.CASE_INSENSITIVE);

	/** A password can contain a slash; what looks like a port does not begin one. */
	private static final Pattern USER_INFO = Pattern.compile("(//)([^/?;:\\s\\[]*:(?!\\d{1,5}[/?;,])\\S*|[^/?;\\s]+)@");

	/** As in {@code jdbc:oracle:thin:user/password@host}. */
	private static final Pattern WITHOUT_SLASHES = Pattern
		.compile("(jdbc:(?:[a-z0-9+]+:){1,2}(?![a-z0-9+]*:?//))(\\S+)@");

	private Secrets() {
	}

	/**
	 * Mask the values of parameters that are secret by their names, and the user and
	 * password of URLs.
	 * @param text the text
	 * @return the text without them
	 */
	public static String mask(String text) {
		String masked = PARAMETER.matcher(text).replaceAll("$1" + MASK);
		masked = WITHOUT_SLASHES.matcher(masked).replaceAll("$1" + MASK + "@");
		return USER_INFO.matcher(masked).replaceAll("$1" + MASK + "@");
	}

	/**
	 * Return the values of the parameters of a URL that are secret by their names.
	 * @param url the URL
	 * @return the values
	 */
	public static List<String> parameters(String url) {
		return PARAMETER.matcher(url).results().map((parameter) -> parameter.group(2)).toList();
	}

	/**
	 * Return what a URL has before its host.
	 * @param url the URL
	 * @return the user and the password, empty if there are none
	 */
	public static String userInfo(String url) {
		for (Pattern pattern : new Pattern[] { WITHOUT_SLASHES, USER_INFO }) {
			Matcher matcher = pattern.matcher(url);
			if (matcher.find()) {
				return matcher.group(2);
			}
		}
		return "";
	}

}
