package io.resiliencestarter.http;

import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.BreakerEndpointAutoConfiguration;
import io.resiliencestarter.breaker.BreakersEndpoint;
import io.resiliencestarter.breaker.BreakersEndpoint.BreakerDescriptor;
import io.resiliencestarter.breaker.CallCounts;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * When {@link GuardedConnector} takes a silent body for a stalled one.
 */
class GuardedConnectorTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ServiceGuardAutoConfiguration.class, BreakerEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=breakers",
				"resilience.services.auth.base-url=http://auth", "resilience.services.auth.read-timeout=100ms");

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	@Test
	void bodyThatIsWaitedForInVainIsStalled() {
		run(this::assertStalls);
	}

	@Test
	void streamOfEventsMayBeSilent() {
		run((connector) -> {
			Disposable events = body(connector, MediaType.TEXT_EVENT_STREAM).subscribe((buffer) -> {
			}, this.failure::set);
			assertStalls(connector);
			assertStalls(connector);
			assertThat(this.failure).hasValue(null);
			events.dispose();
		});
	}

	@Test
	void readerMayTakeItsTime() {
		run((connector) -> {
			BaseSubscriber<DataBuffer> reader = new SlowReader();
			body(connector, MediaType.APPLICATION_JSON).subscribe(reader);
			assertStalls(connector);
			assertStalls(connector);
			assertThat(this.failure).hasValue(null);
			reader.request(1);
			await().untilAsserted(() -> assertThat(this.failure.get()).isInstanceOf(SocketTimeoutException.class));
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void callThatTheConnectorRefusesGivesItsPermitBack() {
		ClientHttpConnector refusing = (method, uri, request) -> {
			throw new IllegalStateException("refused");
		};
		this.contextRunner.run((context) -> {
			GuardedConnector connector = new GuardedConnector((settings) -> refusing, HttpClientSettings.defaults(),
					context.getBean(ServiceMatcher.class));
			assertThatThrownBy(
					() -> connector.connect(HttpMethod.GET, URI.create("http://auth/"), (request) -> Mono.empty())
						.block())
				.hasMessage("refused");
			assertThat(context.getBean(BreakersEndpoint.class).breaker("auth")).extracting(BreakerDescriptor::calls)
				.isEqualTo(new CallCounts(0, 0, 1, 0, 0));
		});
	}

	/**
	 * All bodies are looked at together, in no order: once two of them have been found,
	 * those that came before have been looked at too.
	 */
	private void assertStalls(GuardedConnector connector) {
		assertThatThrownBy(() -> body(connector, MediaType.APPLICATION_JSON).blockLast(Duration.ofSeconds(10)))
			.hasCauseInstanceOf(SocketTimeoutException.class)
			.hasMessageContaining("Nothing came for 100 ms in the middle of the body");
	}

	private Flux<DataBuffer> body(GuardedConnector connector, MediaType type) {
		return Objects
			.requireNonNull(connector
				.connect(HttpMethod.GET, URI.create("http://auth/" + type.getSubtype()), (request) -> Mono.empty())
				.block())
			.getBody();
	}

	@SuppressWarnings("unchecked")
	private void run(Consumer<GuardedConnector> test) {
		ClientHttpConnector silent = (method, uri, request) -> Mono.fromSupplier(() -> silentAfterHeaders(uri));
		this.contextRunner.run((context) -> test.accept(new GuardedConnector((settings) -> silent,
				HttpClientSettings.defaults(), context.getBean(ServiceMatcher.class))));
	}

	private static MockClientHttpResponse silentAfterHeaders(URI uri) {
		MockClientHttpResponse response = new MockClientHttpResponse(HttpStatus.OK);
		response.getHeaders()
			.setContentType(
					uri.getPath().endsWith("event-stream") ? MediaType.TEXT_EVENT_STREAM : MediaType.APPLICATION_JSON);
		response.setBody(Flux.never());
		return response;
	}

	/**
	 * Asks for nothing by itself.
	 */
	private final class SlowReader extends BaseSubscriber<DataBuffer> {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
		}

		@Override
		protected void hookOnError(Throwable throwable) {
			GuardedConnectorTests.this.failure.set(throwable);
		}

	}

}
