package io.resiliencestarter.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.core.io.ClassPathResource;

/**
 * The page and its files. Everything comes from here: the page loads nothing from
 * elsewhere.
 */
class ConsolePage {

	private static final Map<String, String> TYPES = Map.of("console.js", "text/javascript;charset=UTF-8",
			"console.css", "text/css;charset=UTF-8");

	private final String html = read("console.html");

	/**
	 * Return the page.
	 * @param paths where each endpoint is as seen from the page, by its id
	 * @return the page
	 */
	String html(UnaryOperator<String> paths) {
		return this.html.replace("{resilience}", paths.apply("resilience"))
			.replace("{dbpool}", paths.apply("dbpool"))
			.replace("{redispool}", paths.apply("redispool"))
			.replace("{breakers}", paths.apply("breakers"));
	}

	/**
	 * Return a file of the page.
	 * @param name its name
	 * @return the file, {@code null} if there is none of that name
	 */
	@Nullable File file(String name) {
		String type = TYPES.get(name);
		return (type != null) ? new File(read(name), type) : null;
	}

	private static String read(String name) {
		try {
			return new ClassPathResource(name, ConsolePage.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A native image has only the files that it is told of.
	 */
	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("io/resiliencestarter/console/console.*");
		}

	}

	/**
	 * A file.
	 *
	 * @param content what is in it
	 * @param type its media type
	 */
	record File(String content, String type) {
	}

}
