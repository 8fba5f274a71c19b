package io.resiliencestarter.db;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.resiliencestarter.support.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * Where a JDBC URL leads: the first host of it, in lower case. Holds no credentials.
 *
 * @param product the part after {@code jdbc:}, for example {@code postgresql}
 * @param host the first host
 * @param port the port, 0 if the URL names none
 */
record JdbcAddress(String product, String host, int port) {

	private static final Pattern URL = Pattern.compile("jdbc:([a-z]+):(?:[a-z+]+:)*//([^/?;,]*)(?:[/?;,].*)?",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]*]|[^:()=]*)(?::(\\d{1,5}))?");

	private static final Pattern DATABASE = Pattern.compile("//[^/;?]*/([^/;?]+)|;database(?:Name)?=([^;]+)",
			Pattern.CASE_INSENSITIVE);

	/**
	 * Parse a JDBC URL.
	 * @param url the URL
	 * @return the address, or {@code null} if the URL has no host
	 */
	static @Nullable JdbcAddress parse(@Nullable String url) {
		Matcher matcher = URL.matcher(withoutUserInfo(url));
		if (!matcher.matches()) {
			return null;
		}
		Matcher address = HOST_AND_PORT.matcher(matcher.group(2));
		if (!address.matches() || address.group(1).isEmpty()) {
			return null;
		}
		int port = (address.group(2) != null) ? Integer.parseInt(address.group(2)) : 0;
		return new JdbcAddress(matcher.group(1).toLowerCase(Locale.ROOT), address.group(1).toLowerCase(Locale.ROOT),
				port);
	}

	/**
	 * Return the server, whatever the database.
	 * @return the host and the port
	 */
	String server() {
		int usual = switch (this.product) {
			case "postgresql" -> 5432;
			case "mysql", "mariadb" -> 3306;
			default -> 0;
		};
		return this.host + ":" + ((this.port != 0) ? this.port : usual);
	}

	/**
	 * Return the database that a URL names.
	 * @param url the URL
	 * @return the name, empty if there is none
	 */
	static String database(@Nullable String url) {
		Matcher matcher = DATABASE.matcher(withoutUserInfo(url));
		if (!matcher.find()) {
			return "";
		}
		return (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
	}

	/**
	 * Some put a user and a password there, which can contain anything.
	 */
	private static String withoutUserInfo(@Nullable String url) {
		String text = (url != null) ? url : "";
		String userInfo = Secrets.userInfo(text);
		return userInfo.isEmpty() ? text : text.replace(userInfo + "@", "");
	}

	/**
	 * Return whether the host lies below a domain.
	 * @param domain the domain
	 * @return whether the host ends with the domain and has at least one label before it
	 */
	boolean below(String domain) {
		return this.host.endsWith("." + domain);
	}

}
