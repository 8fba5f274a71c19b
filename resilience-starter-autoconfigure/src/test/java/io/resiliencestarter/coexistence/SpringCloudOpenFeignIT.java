package io.resiliencestarter.coexistence;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.core.test.tools.SourceFile;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.web.bind.annotation.GetMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients of Spring Cloud OpenFeign, of which nothing says that they are guarded.
 */
@Tag("beside-spring-cloud")
class SpringCloudOpenFeignIT {

	/**
	 * The types of Spring Cloud are not there at compile time.
	 */
	private static final SourceFile CLIENTS = SourceFile.of("""
			package io.resiliencestarter.coexistence;

			import org.springframework.cloud.openfeign.EnableFeignClients;
			import org.springframework.cloud.openfeign.FeignClient;

			@EnableFeignClients(clients = FeignClients.Auth.class)
			public class FeignClients {

				@FeignClient(name = "auth", url = "${resilience.services.auth.base-url}")
				public interface Auth extends SpringCloudOpenFeignIT.Users {
				}

			}
			""");

	@SuppressWarnings("NullAway.Init") // set where the clients are
	private static Shop shop;

	@BeforeAll
	static void start() {
		TestCompiler.forSystem()
			.withSources(CLIENTS)
			.compile(
					(compiled) -> shop = new Shop("spring.main.sources=io.resiliencestarter.coexistence.FeignClients"));
	}

	@AfterAll
	static void stop() {
		shop.close();
	}

	@Test
	void callsGoThroughTheBreakerOfTheirService() {
		Users users = shop.bean(Users.class);
		assertThat(users.find()).isNotEmpty();
		assertThat(shop.failUntilRejected(users::find)).isEqualTo(3);
		assertThat(shop.stateOf("auth")).isEqualTo("open");
		assertThat(shop.calls("http.auth")).containsEntry("failed", List.of(3.0));
		long fastest = IntStream.range(0, 1000).mapToLong((call) -> nanosOfRejection(users)).min().orElseThrow();
		assertThat(fastest).isLessThan(Duration.ofMillis(1).toNanos());
	}

	private static long nanosOfRejection(Users users) {
		long start = System.nanoTime();
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(users::find);
		return System.nanoTime() - start;
	}

	/**
	 * A service as Spring Cloud OpenFeign sees it.
	 */
	public interface Users {

		@GetMapping("/1")
		String find();

	}

}
