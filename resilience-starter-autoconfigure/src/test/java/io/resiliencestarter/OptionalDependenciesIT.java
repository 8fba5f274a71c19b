package io.resiliencestarter;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.resiliencestarter.http.ServiceGuards;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter in applications that have only some of the libraries it knows: each is a
 * JVM of its own, with jars really missing from its class path.
 */
class OptionalDependenciesIT {

	private static final String DATABASE = "HikariCP|spring-jdbc|spring-boot-jdbc|h2|postgresql";

	/** For other tests; connects at the start. */
	private static final String JPA = "spring-boot-hibernate|spring-boot-jpa|spring-orm|hibernate-\\w+";

	private static final String REDIS = "lettuce-core|spring-data-redis|spring-boot-data-redis";

	private static final String CLIENT = "spring-boot-http-client|spring-boot-restclient|spring-boot-webclient";

	private static final String RAW = "httpclient5|feign-core";

	private static final String ACTUATOR = "spring-boot-actuator|spring-boot-actuator-autoconfigure|spring-boot-health"
			+ "|spring-boot-micrometer-\\w+|micrometer-core|resilience4j-micrometer";

	private static final String SERVLET = "spring-boot-(webmvc|tomcat|servlet)|spring-webmvc|tomcat-embed-\\w+"
			+ "|jakarta.servlet-api";

	private static final String REACTIVE = "spring-boot-(webflux|reactor|reactor-netty)|spring-webflux|reactor-netty-\\w+";

	private static final String WEB = SERVLET + "|" + REACTIVE + "|spring-boot-web-server";

	private static final ExecutorService TWO_AT_A_TIME = Executors.newFixedThreadPool(2);

	@AfterAll
	static void stop() {
		TWO_AT_A_TIME.shutdownNow();
	}

	@ParameterizedTest(name = "without {0}")
	@MethodSource("applications")
	void startsCleanly(String missing, Future<String> output) throws Exception {
		assertThat(output.get()).contains("nobody answered", "started and stopped")
			.doesNotContain("WARN", "ERROR", "Exception");
	}

	static Stream<Arguments> applications() {
		List<Arguments> applications = Stream
			.of("DATABASE|REDIS|CLIENT|WEB", "REDIS|CLIENT", "DATABASE|CLIENT|RAW", "DATABASE|REDIS", "ACTUATOR",
					"ACTUATOR|WEB", "BREAKER", "SERVLET", "REACTIVE", "spring-boot-webclient",
					"SERVLET|DATABASE|REDIS|CLIENT", "DATABASE|REDIS|CLIENT|WEB|ACTUATOR|BREAKER")
			.map((missing) -> Arguments.of(missing, TWO_AT_A_TIME.submit(() -> runWithout(missing))))
			.toList();
		return applications.stream();
	}

	private static String runWithout(String missing) throws IOException, InterruptedException {
		String jars = missing.replace("DATABASE", DATABASE)
			.replace("REDIS", REDIS)
			.replace("CLIENT", CLIENT)
			.replace("RAW", RAW)
			.replace("WEB", WEB)
			.replace("SERVLET", SERVLET)
			.replace("REACTIVE", REACTIVE)
			.replace("ACTUATOR", ACTUATOR)
			.replace("BREAKER", "resilience4j-\\w+");
		return run(classPathWithout(jars + "|" + JPA));
	}

	private static String run(String classPath) throws IOException, InterruptedException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(
				List.of(java, "-XX:TieredStopAtLevel=1", "-cp", classPath, Application.class.getName()))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	private static String classPathWithout(String jars) {
		List<String> all = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
		List<String> kept = all.stream()
			.filter((entry) -> !Path.of(entry).getFileName().toString().matches("(" + jars + ")-\\d.*\\.jar"))
			.toList();
		assertThat(kept).hasSizeLessThan(all.size());
		return kept.stream().collect(Collectors.joining(File.pathSeparator));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		public static void main(String[] args) throws IOException, InterruptedException {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.properties("server.port=0", "resilience.services.nobody.base-url=http://127.0.0.1:1")
				.run(args)) {
				callNobody(context.getBean(ServiceGuards.class).guard(HttpClient.newHttpClient()));
			}
			System.out.println("started and stopped");
		}

		/**
		 * What guards the JDK's client needs none of the libraries.
		 */
		private static void callNobody(HttpClient client) throws IOException, InterruptedException {
			try {
				client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:1")).build(),
						BodyHandlers.discarding());
				throw new IllegalStateException("Somebody answered");
			}
			catch (ConnectException ex) {
				System.out.println("nobody answered");
			}
		}

	}

}
