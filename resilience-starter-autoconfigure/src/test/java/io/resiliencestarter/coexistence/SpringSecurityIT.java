package io.resiliencestarter.coexistence;

import java.util.Objects;

import io.resiliencestarter.TestApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beside Spring Security, with the rule of its documentation for the endpoints.
 */
@Tag("beside-spring-security")
class SpringSecurityIT {

	private static final String POOL = "/actuator/db-pool/dataSource";

	@SuppressWarnings("NullAway.Init")
	private static TestApplication application;

	@SuppressWarnings("NullAway.Init")
	private static RestClient client;

	@BeforeAll
	static void start() {
		application = TestApplication.start(SecuredApplication.class,
				new String[] { "spring.datasource.url=jdbc:h2:mem:secured" },
				"management.endpoint.dbpool.access=unrestricted", "spring.data.redis.repositories.enabled=false");
		// Other clients keep cookies by themselves
		client = RestClient.builder()
			.requestFactory(new SimpleClientHttpRequestFactory())
			.baseUrl("http://127.0.0.1:" + application.bean(Environment.class).getRequiredProperty("local.server.port"))
			.build();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@CsvSource({ "nobody, 401", "dev, 403", "ops, 200" })
	void roleIsNeededToLook(String user, int status) {
		for (String path : new String[] { POOL, POOL + "/incidents", "/actuator/redis-pool", "/actuator/breakers",
				"/actuator/resilience", "/actuator/resilience/console.js" }) {
			assertThat(get(user, path).getStatusCode().value()).as(path).isEqualTo(status);
		}
	}

	@ParameterizedTest
	@CsvSource({ "nobody, 401", "dev, 403" })
	void roleIsNeededToAct(String user, int status) {
		assertThat(resize(user, 2, token())).isEqualTo(status);
		assertThat(get("ops", POOL).getBody()).doesNotContain("\"max\":2");
	}

	@Test
	void pageActsWithTheTokenOfTheCookieAndNobodyWithout() {
		assertThat(resize("ops", 3, "")).isEqualTo(403);
		assertThat(resize("ops", 3, "guessed")).isEqualTo(403);
		assertThat(get("ops", POOL).getBody()).doesNotContain("\"max\":3");
		assertThat(resize("ops", 3, token())).isEqualTo(200);
		assertThat(get("ops", POOL).getBody()).contains("\"max\":3");
	}

	private static String token() {
		String cookie = Objects.requireNonNull(get("ops", "/actuator/resilience").getHeaders().getFirst("Set-Cookie"));
		assertThat(cookie).startsWith("XSRF-TOKEN=").doesNotContainIgnoringCase("HttpOnly");
		return cookie.substring("XSRF-TOKEN=".length(), cookie.indexOf(';'));
	}

	private static ResponseEntity<String> get(String user, String path) {
		return answer(client.get().uri(path).headers((headers) -> authenticate(headers, user)));
	}

	private static int resize(String user, int max, String token) {
		return answer(client.post()
			.uri(POOL)
			.headers((headers) -> authenticate(headers, user))
			.header("Cookie", "XSRF-TOKEN=" + (token.equals("guessed") ? token() : token))
			.header("X-XSRF-TOKEN", token)
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"action\":\"resize\",\"max\":%d}".formatted(max))).getStatusCode().value();
	}

	private static void authenticate(HttpHeaders headers, String user) {
		if (!user.equals("nobody")) {
			headers.setBasicAuth(user, "password");
		}
	}

	private static ResponseEntity<String> answer(RestClient.RequestHeadersSpec<?> request) {
		return request.retrieve().onStatus((status) -> true, (sent, response) -> {
		}).toEntity(String.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = HibernateJpaAutoConfiguration.class)
	static class SecuredApplication {

		@Bean
		SecurityFilterChain endpoints(HttpSecurity http) throws Exception {
			return http.securityMatcher(EndpointRequest.toAnyEndpoint())
				.authorizeHttpRequests((requests) -> requests.anyRequest().hasRole("ENDPOINT_ADMIN"))
				.httpBasic(Customizer.withDefaults())
				.csrf(CsrfConfigurer::spa)
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("ops").password("{noop}password").roles("ENDPOINT_ADMIN").build(),
					User.withUsername("dev").password("{noop}password").roles("USER").build());
		}

	}

}
