package io.resiliencestarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The runbook has an entry for each warning and each error text.
 */
class RunbookTests {

	/** With its first literal; what is put together elsewhere is not found. */
	private static final Pattern WARNING = Pattern.compile("logger\\s*\\.warn\\([(\\s]*\"((?:[^\"\\\\]|\\\\.)*)\"");

	/** Of what callers get, and not of what is wrong in code or configuration. */
	private static final Pattern ERROR = Pattern
		.compile("new (?:SQL|Redis|Borrow|EOF|Timeout)\\w*Exception\\([^;\"]*\"((?:[^\"\\\\]|\\\\.)*)\"");

	private static final Pattern ARGUMENT = Pattern.compile("%[0-9.,]*[a-z]");

	@Test
	void hasEachWarning() throws IOException {
		List<String> warnings = texts(WARNING);
		assertThat(warnings).hasSizeGreaterThan(20).allSatisfy(RunbookTests::isInRunbook);
	}

	@Test
	void hasEachErrorText() throws IOException {
		List<String> errors = texts(ERROR).stream().filter((text) -> text.contains(" ")).toList();
		assertThat(errors).hasSizeGreaterThan(6).allSatisfy(RunbookTests::isInRunbook);
	}

	private static void isInRunbook(String text) {
		assertThat(read(Path.of("../docs/runbook.md")).replaceAll("\\s+", " ")).as(text).contains(constantPart(text));
	}

	private static List<String> texts(Pattern pattern) throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.flatMap((file) -> pattern.matcher(read(file)).results().map((result) -> result.group(1)))
				.toList();
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return what is the same in each such line.
	 */
	private static String constantPart(String warning) {
		return Arrays.stream(ARGUMENT.split(warning))
			.max(Comparator.comparingInt(String::length))
			.orElseThrow()
			.strip();
	}

}
