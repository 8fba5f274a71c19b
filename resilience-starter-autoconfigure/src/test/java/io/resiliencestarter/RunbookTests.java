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
 * The runbook has an entry for each warning.
 */
class RunbookTests {

	/** With its first literal; what is put together elsewhere is not found. */
	private static final Pattern WARNING = Pattern.compile("logger\\s*\\.warn\\([(\\s]*\"((?:[^\"\\\\]|\\\\.)*)\"");

	private static final Pattern ARGUMENT = Pattern.compile("%[0-9.,]*[a-z]");

	@Test
	void hasEachWarning() throws IOException {
		String runbook = Files.readString(Path.of("../docs/runbook.md")).replaceAll("\\s+", " ");
		List<String> warnings = warnings();
		assertThat(warnings).hasSizeGreaterThan(20)
			.allSatisfy((warning) -> assertThat(runbook).as(warning).contains(constantPart(warning)));
	}

	private static List<String> warnings() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.flatMap((file) -> WARNING.matcher(read(file)).results().map((result) -> result.group(1)))
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
