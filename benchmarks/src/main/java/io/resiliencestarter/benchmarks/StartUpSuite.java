package io.resiliencestarter.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * How long an application takes until it is ready, with the starter and without it, in
 * pairs that take turns in which of the two is first. A first pair is not counted.
 */
final class StartUpSuite implements Suite {

	private static final Class<?> APPLICATION = StartUpApplication.class;

	@Override
	public String id() {
		return "start-up";
	}

	@Override
	public List<StartUpVariant> variants() {
		return List.of(StartUpVariant.values());
	}

	@Override
	public List<Integer> threads() {
		return List.of(1);
	}

	@Override
	public String run(Arguments arguments) {
		try {
			Path classes = Files.createTempDirectory("start-up");
			try {
				copyApplication(classes);
				return toMarkdown(rounds(classes, arguments.rounds()));
			}
			finally {
				FileSystemUtils.deleteRecursively(classes);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The jar of the benchmarks names all libraries, those that are to be left out too.
	 */
	private static void copyApplication(Path classes) throws IOException {
		String folder = APPLICATION.getPackageName().replace('.', '/');
		Path target = Files.createDirectories(classes.resolve(folder));
		try (FileSystem jar = FileSystems.newFileSystem(jar());
				Stream<Path> files = Files.list(jar.getPath("/" + folder))) {
			for (Path file : files.filter((path) -> path.toString().matches(".*/(StartUpApplication|Stub).*"))
				.toList()) {
				try (InputStream input = Files.newInputStream(file)) {
					Files.copy(input, target.resolve(file.getFileName().toString()));
				}
			}
		}
	}

	private static Path jar() {
		return new File(APPLICATION.getProtectionDomain().getCodeSource().getLocation().getPath()).toPath();
	}

	private List<Map<StartUpVariant, Long>> rounds(Path classes, int count) throws IOException {
		List<Map<StartUpVariant, Long>> rounds = new ArrayList<>();
		List<StartUpVariant> order = new ArrayList<>(variants());
		for (int round = 0; round <= count; round++) {
			Map<StartUpVariant, Long> millis = new EnumMap<>(StartUpVariant.class);
			for (StartUpVariant variant : order) {
				millis.put(variant, start(variant, classes));
			}
			System.err.printf("%s, round %d of %d: %s%n", id(), round, count, millis);
			rounds.add(millis);
			Collections.rotate(order, 1);
		}
		return rounds.subList(1, rounds.size());
	}

	private static long start(StartUpVariant variant, Path classes) throws IOException {
		try (Stream<Path> libraries = Files.list(jar().resolveSibling("lib"))) {
			String path = Stream
				.concat(Stream.of(classes),
						libraries.filter((file) -> variant.libraries().test(file.getFileName().toString())).sorted())
				.map(Path::toString)
				.collect(Collectors.joining(File.pathSeparator));
			Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-cp", path, APPLICATION.getName(), "--server.port=0", "--spring.datasource.url=" + StubDriver.URL,
					"--spring.datasource.driver-class-name=" + StubDriver.class.getName(),
					"--management.endpoints.web.exposure.include=*")
				.redirectErrorStream(true)
				.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return output.lines()
				.filter((line) -> line.startsWith(StartUpApplication.READY))
				.map((line) -> Long.valueOf(line.substring(StartUpApplication.READY.length())))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException(output));
		}
	}

	static String toMarkdown(List<Map<StartUpVariant, Long>> rounds) {
		StringBuilder text = new StringBuilder(
				"| Start of an application | until it is ready |%n| --- | --- |%n".formatted());
		for (StartUpVariant variant : StartUpVariant.values()) {
			text.append(String.format(Locale.ROOT, "| %s | %.0f ms |%n", variant.label(),
					Median.of(rounds.stream().mapToDouble((round) -> millis(round, variant)))));
		}
		double more = Median.of(rounds.stream()
			.mapToDouble(
					(round) -> millis(round, StartUpVariant.OURS) - millis(round, StartUpVariant.WITHOUT_STARTER)));
		return text
			.append(String.format(Locale.ROOT,
					"%nThe starter adds %.0f ms, the median of %d pairs (bar: at most 60 ms).%n", more, rounds.size()))
			.toString();
	}

	private static long millis(Map<StartUpVariant, Long> round, StartUpVariant variant) {
		return Objects.requireNonNull(round.get(variant));
	}

}
