package io.resiliencestarter.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the races with jcstress, in virtual machines of its own. What it reports in detail
 * is left in the build directory.
 */
class RacesIT {

	private static final Path DIRECTORY = Path.of("target", "jcstress");

	private static final int RACES = 3;

	private static final Pattern SUMMARY = Pattern
		.compile("(\\d+) planned; (\\d+) passed, 0 failed, 0 soft errs, 0 hard errs\\)\\s+RUN RESULTS");

	@Test
	void noRaceEndsInAForbiddenState() throws Exception {
		Assumptions.assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "A race needs two processors");
		String report = run("-c", "2", "-m", "quick", "-time", "200", "-iters", "2", "-f", "1", "-sc", "false",
				"-jvmArgs", "-XX:+UseSerialGC");
		Matcher summary = SUMMARY.matcher(report);
		assertThat(summary.find()).as(report).isTrue();
		assertThat(summary.group(2)).as(report).isEqualTo(summary.group(1));
		assertThat(Integer.parseInt(summary.group(1))).as(report).isGreaterThanOrEqualTo(RACES);
	}

	private static String run(String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.openjdk.jcstress.Main"));
		command.addAll(List.of(options));
		Path report = Files.createDirectories(DIRECTORY).resolve("report.txt");
		new ProcessBuilder(command).directory(DIRECTORY.toFile())
			.redirectErrorStream(true)
			.redirectOutput(report.toFile())
			.start()
			.waitFor();
		return Files.readString(report);
	}

}
