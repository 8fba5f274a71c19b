package io.resiliencestarter.pool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Stacks as thread dumps show them. Those in files were taken from a running application;
 * a line "include" stands for the lines of another file.
 */
final class Stacks {

	private static final Pattern LINE = Pattern
		.compile("at (?<type>.+)\\.(?<method>[^.]+)\\((?<file>[^:]*)(:(?<line>\\d+))?\\)");

	private static final String INCLUDE = "include ";

	private Stacks() {
	}

	static StackTraceElement[] read(String name) {
		try (InputStream stream = Stacks.class.getResourceAsStream("stacks/" + name + ".txt")) {
			return parse(new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static StackTraceElement[] parse(String text) {
		return text.lines()
			.map(String::strip)
			.filter((line) -> !line.isEmpty())
			.flatMap((line) -> line.startsWith(INCLUDE) ? Stream.of(read(line.substring(INCLUDE.length())))
					: Stream.of(frame(line)))
			.toArray(StackTraceElement[]::new);
	}

	static StackTraceElement frame(String line) {
		Matcher matcher = LINE.matcher(line);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(line);
		}
		String file = matcher.group("file");
		boolean nativeMethod = "Native Method".equals(file);
		boolean unknown = nativeMethod || "Unknown Source".equals(file);
		String number = matcher.group("line");
		return new StackTraceElement(matcher.group("type"), matcher.group("method"), unknown ? null : file,
				(number != null) ? Integer.parseInt(number) : nativeMethod ? -2 : -1);
	}

}
