package io.resiliencestarter.start;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import com.example.kiosk.KioskApplication;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor.Settings;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application whose beans were made into code when it was built, as for a native
 * image, here in a JVM of its own.
 */
class AheadOfTimeIT {

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	private final Tour tour = new Tour();

	@TempDir
	private Path folder;

	private Path sources;

	private Path resources;

	private Path classes;

	private Path output;

	@BeforeEach
	void createFolders() throws IOException {
		this.sources = Files.createDirectory(this.folder.resolve("sources"));
		this.resources = Files.createDirectory(this.folder.resolve("resources"));
		this.classes = Files.createDirectory(this.folder.resolve("classes"));
		this.output = this.folder.resolve("output");
	}

	@AfterEach
	void stop() {
		this.tour.close();
	}

	@Test
	void allIsThereAndTheEndIsOrderly() throws Exception {
		process();
		assertThat(hints()).contains("sun.misc.Signal", "java.net.http.HttpClient", "com.zaxxer.hikari.HikariConfig",
				"org.springframework.data.redis.cache.DefaultRedisCacheWriter", "renew-lease.lua", "console.*");
		compile();
		Process process = start();
		try {
			await().atMost(Duration.ofMinutes(1)).until(() -> port() != null || !process.isAlive());
			assertThat(process.isAlive()).as(output()).isTrue();
			assertThat(output()).contains("Starting AOT-processed KioskApplication");
			this.tour.take(RestClient.create("http://127.0.0.1:" + port()));
			process.destroy();
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private void process() {
		Settings settings = Settings.builder()
			.sourceOutput(this.sources)
			.resourceOutput(this.resources)
			.classOutput(this.classes)
			.groupId("com.example")
			.artifactId("kiosk")
			.build();
		new SpringApplicationAotProcessor(KioskApplication.class, settings, arguments()).process();
	}

	private String hints() throws IOException {
		return Files
			.readString(this.resources.resolve("META-INF/native-image/com.example/kiosk/reachability-metadata.json"));
	}

	private void compile() throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", this.classes.toString(), "-cp",
				this.classes + File.pathSeparator + System.getProperty("java.class.path")));
		try (Stream<Path> files = Files.walk(this.sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
		assertThat(result).isZero();
	}

	private Process start() throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Dspring.aot.enabled=true", "-cp", String.join(File.pathSeparator, this.classes.toString(),
								this.resources.toString(), System.getProperty("java.class.path")),
						KioskApplication.class.getName()));
		command.addAll(List.of(arguments()));
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(this.output.toFile()).start();
	}

	private String[] arguments() {
		String[] common = { "server.port=0", "management.endpoints.web.exposure.include=*",
				"management.endpoint.health.show-details=always" };
		return Stream.of(common, this.tour.properties())
			.flatMap(Stream::of)
			.map((property) -> "--" + property)
			.toArray(String[]::new);
	}

	private @Nullable String port() throws IOException {
		Matcher started = STARTED.matcher(output());
		return started.find() ? started.group(1) : null;
	}

	private String output() throws IOException {
		return Files.readString(this.output);
	}

}
