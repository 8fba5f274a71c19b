package io.resiliencestarter.http;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * Reads the URLs of clients that are not strict about them.
 */
final class RequestUrl {

	private RequestUrl() {
	}

	/**
	 * Read a URL. What follows its path may be spelled wrong, as it does not matter here.
	 * @param url the URL
	 * @return the URL without its query, {@code null} if it cannot be read
	 */
	static @Nullable URI parse(String url) {
		int query = url.indexOf('?');
		try {
			return new URI((query != -1) ? url.substring(0, query) : url);
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

}
