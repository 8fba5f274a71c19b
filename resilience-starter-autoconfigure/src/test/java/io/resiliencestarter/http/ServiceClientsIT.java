package io.resiliencestarter.http;

import java.util.Objects;
import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.breaker.BreakersEndpoint;
import io.resiliencestarter.http.FaultyServer.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The clients that the starter makes ready, and those that the application builds itself.
 */
class ServiceClientsIT {

	private final FaultyServer server = new FaultyServer();

	private final ApplicationContextRunner contextRunner = ClientContexts.runner()
		.withPropertyValues("resilience.services.auth-service.base-url=" + this.server.url(),
				"resilience.services.git.base-url=http://git:8080");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void clientOfAServiceIsInjectedByItsName() {
		this.contextRunner.withUserConfiguration(Application.class).run((context) -> {
			Caller caller = context.getBean(Caller.class);
			caller.restClient().get().uri("/users").retrieve().body(String.class);
			caller.webClient().get().uri("/users").retrieve().bodyToMono(String.class).block();
			assertThat(this.server.requests()).isEqualTo(2);
			assertOpens(context, (ignored) -> caller.restClient().get().uri("/users").retrieve().body(String.class));
		});
	}

	@Test
	void clientOfAServiceIsNoCandidateWithoutItsName() {
		this.contextRunner.withBean("own", RestClient.class, RestClient::create)
			.run((context) -> assertThat(context.getBeanProvider(RestClient.class).getIfUnique()).isNotNull());
	}

	@Test
	void clientsWorkWhileTheStarterIsSwitchedOff() {
		this.contextRunner.withUserConfiguration(Application.class)
			.withPropertyValues("resilience.enabled=false")
			.run((context) -> {
				Caller caller = context.getBean(Caller.class);
				assertThat(caller.restClient().get().uri("/users").retrieve().body(String.class)).isNotEmpty();
				assertThat(caller.webClient().get().uri("/users").retrieve().bodyToMono(String.class).block())
					.isNotEmpty();
				RestClient own = RestClient.builder()
					.requestFactory(context.getBean(ServiceGuards.class).guard(new JdkClientHttpRequestFactory()))
					.build();
				assertThat(own.get().uri(this.server.url()).retrieve().body(String.class)).isNotEmpty();
				assertThat(context.getBean(ReactiveServiceGuards.class)).isNotNull();
			});
	}

	@Test
	void thereIsNoReactiveClientWithoutItsLibrary() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(WebClient.class)).run((context) -> {
			assertThat(context.getBeansOfType(RestClient.class)).hasSize(2);
			assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
				.isThrownBy(() -> context.getBean(WebClient.class));
		});
	}

	@Test
	void requestFactoryOfTheApplicationIsGuarded() {
		this.contextRunner.run((context) -> {
			RestClient client = RestClient.builder()
				.requestFactory(context.getBean(ServiceGuards.class).guard(new JdkClientHttpRequestFactory()))
				.build();
			assertOpens(context, (url) -> client.get().uri(url).retrieve().body(String.class));
		});
	}

	@Test
	void connectorOfTheApplicationIsGuarded() {
		this.contextRunner.run((context) -> {
			WebClient client = WebClient.builder()
				.clientConnector(context.getBean(ReactiveServiceGuards.class).guard(new JdkClientHttpConnector()))
				.build();
			assertOpens(context, (url) -> client.get().uri(url).retrieve().bodyToMono(String.class).block());
		});
	}

	@Test
	void filterMakesAClientOfTheApplicationLikeTheOthers() {
		this.contextRunner.run((context) -> {
			ReactiveServiceGuards guards = context.getBean(ReactiveServiceGuards.class);
			WebClient client = WebClient.builder()
				.clientConnector(guards.guard(new JdkClientHttpConnector()))
				.filter(guards.filter())
				.defaultRequest((request) -> request.attribute(ServiceAttribute.NAME, "auth-service"))
				.build();
			String other = this.server.url().replace("127.0.0.1", "localhost");
			assertOpens(context, (url) -> client.get().uri(other).retrieve().bodyToMono(String.class).block());
			assertThatExceptionOfType(CallNotPermittedException.class)
				.isThrownBy(() -> client.get().uri(other).retrieve().bodyToMono(String.class).block());
		});
	}

	@Test
	void attributeIsNotForCallsThatAreMadeOnTheWay() {
		this.contextRunner.run((context) -> {
			WebClient.Builder builder = context.getBean(WebClient.Builder.class);
			WebClient tokens = builder.clone().build();
			WebClient client = builder
				.filter((request, next) -> tokens.get()
					.uri(this.server.url())
					.retrieve()
					.toBodilessEntity()
					.then(next.exchange(request)))
				.build();
			client.get()
				.uri(this.server.url())
				.attribute(ServiceAttribute.NAME, "git")
				.retrieve()
				.toBodilessEntity()
				.block();
			assertThat(successful(context, "auth-service")).isOne();
			assertThat(successful(context, "git")).isOne();
		});
	}

	@Test
	void restClientOfAReactiveApplicationIsGuarded() {
		ClientContexts.configure(new ReactiveWebApplicationContextRunner())
			.withPropertyValues("resilience.services.auth-service.base-url=" + this.server.url())
			.run((context) -> {
				RestClient client = context.getBean(RestClient.Builder.class).build();
				assertOpens(context, (url) -> client.get().uri(url).retrieve().body(String.class));
			});
	}

	private static long successful(ApplicationContext context, String service) {
		return Objects.requireNonNull(context.getBean(BreakersEndpoint.class).breaker(service)).calls().successful();
	}

	private void assertOpens(ApplicationContext context, Consumer<String> client) {
		this.server.answer(Answer.ERROR);
		int before = this.server.requests();
		for (int call = 0; call < 6; call++) {
			assertThat(catchThrowable(() -> client.accept(this.server.url() + "/users"))).isNotNull();
		}
		assertThat(this.server.requests() - before).isEqualTo(5);
		assertThat(Objects.requireNonNull(context.getBean(Breakers.class).find("auth-service")).state())
			.isEqualTo("open");
		Throwable rejection = catchThrowable(() -> client.accept(this.server.url() + "/users"));
		assertThat((rejection instanceof CallNotPermittedException) ? rejection : rejection.getCause())
			.isInstanceOf(CallNotPermittedException.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Caller caller(@Qualifier("auth-service") RestClient restClient,
				@Qualifier("auth-service") WebClient webClient) {
			return new Caller(restClient, webClient);
		}

	}

	/**
	 * Calls a service.
	 *
	 * @param restClient its blocking client
	 * @param webClient its reactive client
	 */
	record Caller(RestClient restClient, WebClient webClient) {

	}

}
