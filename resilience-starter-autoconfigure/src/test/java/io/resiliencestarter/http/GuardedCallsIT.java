package io.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.resiliencestarter.breaker.BreakersEndpoint;
import io.resiliencestarter.breaker.BreakersEndpoint.BreakerDescriptor;
import io.resiliencestarter.breaker.CallCounts;
import io.resiliencestarter.http.FaultyServer.Answer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.InputStreamResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls to a real server that fails in each way a server can, through each HTTP client
 * that can be guarded.
 */
@ParameterizedClass
@EnumSource
@ExtendWith(OutputCaptureExtension.class)
class GuardedCallsIT {

	private static final Log logger = LogFactory.getLog(GuardedCallsIT.class);

	private final FaultyServer server = new FaultyServer();

	private final ClientKind kind;

	private final ApplicationContextRunner contextRunner;

	GuardedCallsIT(ClientKind kind) {
		this.kind = kind;
		this.contextRunner = ClientContexts.runner()
			.withPropertyValues(kind.property(), "resilience.services.auth.base-url=" + this.server.url(),
					"resilience.services.auth.open-for=300ms", "resilience.services.auth.read-timeout=20s");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void opensWhenServerDiesAndClosesWhenItIsBack() {
		run((client, breakers) -> {
			get(client);
			this.server.die();
			failTimes(client, 4);
			assertThat(state(breakers)).isEqualTo("closed");
			failTimes(client, 1);
			assertThat(state(breakers)).isEqualTo("open");
			assertThat(breaker(breakers).transitions().get(0).reason()).startsWith("5 failures in a row, last: ");
			assertRejected(client);
			this.server.comeBack();
			int before = this.server.requests();
			await().ignoreException(CallNotPermittedException.class).untilAsserted(() -> get(client));
			assertThat(state(breakers)).isEqualTo("half-open");
			get(client);
			assertThat(state(breakers)).isEqualTo("closed");
			assertThat(this.server.requests() - before).as("rejected calls do not reach the server").isEqualTo(2);
		});
	}

	@Test
	void reopensOnOneFailureWhileHalfOpen() {
		run((client, breakers) -> {
			this.server.answer(Answer.ERROR);
			failTimes(client, 5);
			this.server.answer(Answer.OK);
			await().ignoreException(CallNotPermittedException.class).untilAsserted(() -> get(client));
			this.server.answer(Answer.ERROR);
			failTimes(client, 1);
			assertThat(state(breakers)).isEqualTo("open");
			assertRejected(client);
			assertThat(breaker(breakers).transitions()).last()
				.hasFieldOrPropertyWithValue("reason", "a trial call failed, last: HttpStatusException");
		});
	}

	@Test
	void failsFastWhileOpen() {
		run((client, breakers) -> {
			this.server.answer(Answer.SILENT);
			long hanging = microseconds(5, () -> failTimes(client, 1));
			long rejected = microseconds(50, () -> assertRejected(client));
			double ratio = (double) hanging / rejected;
			logger.info("A call to a hanging server takes %d µs, a rejected one %d µs: %.0f times less"
				.formatted(hanging, rejected, ratio));
			assertThat(ratio).isGreaterThan(20);
		}, "resilience.services.auth.open-for=30s", "resilience.services.auth.read-timeout=100ms");
	}

	@Test
	void countsByStatus() {
		run((client, breakers) -> {
			get(client);
			this.server.answer(Answer.NOT_FOUND);
			failTimes(client, 6);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(7, 0, 0, 0, 0));
			this.server.answer(Answer.TOO_MANY_REQUESTS);
			failTimes(client, 1);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(7, 0, 1, 0, 0));
			this.server.answer(Answer.ERROR);
			failTimes(client, 1);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(7, 1, 1, 0, 0));
			assertThat(breaker(breakers).lastFailure()).hasFieldOrPropertyWithValue("error",
					"HttpStatusException: 500");
		});
	}

	@Test
	void staysOpenForAsLongAsServiceAsks() {
		assumeThat(this.kind).as("Waits by itself before it answers")
			.isNotEqualTo(ClientKind.REST_CLIENT_ON_HTTP_COMPONENTS);
		run((client, breakers) -> {
			this.server.answer(Answer.UNAVAILABLE);
			failTimes(client, 5);
			assertThat(breaker(breakers).retryInMs()).isBetween(100_000L, 120_000L);
			assertThat(breaker(breakers).transitions().get(0).reason())
				.isEqualTo("5 failures in a row, last: HttpStatusException; for 2m at the service's request");
			assertRejected(client);
		}, "resilience.breaker.retry-after-limit=5m");
	}

	@Test
	void staysOpenForNoLongerThanSetUnlessServiceMayAsk() {
		assumeThat(this.kind).as("Waits by itself before it answers")
			.isNotEqualTo(ClientKind.REST_CLIENT_ON_HTTP_COMPONENTS);
		run((client, breakers) -> {
			this.server.answer(Answer.UNAVAILABLE);
			failTimes(client, 5);
			assertThat(breaker(breakers).retryInMs()).isLessThanOrEqualTo(500);
			assertThat(breaker(breakers).transitions().get(0).reason())
				.isEqualTo("5 failures in a row, last: HttpStatusException");
		});
	}

	@Test
	void countsTruncatedBodyAsFailure() {
		run((client, breakers) -> {
			this.server.answer(Answer.TRUNCATED);
			attempt(client);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 1, 0, 0, 0));
		});
	}

	@Test
	void countsStalledBodyAsFailure() {
		run((client, breakers) -> {
			this.server.answer(Answer.STALLED);
			failTimes(client, 1);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 1, 0, 0, 0));
		}, "resilience.services.auth.read-timeout=300ms");
	}

	@Test
	void countsBodyThatNobodyReadsAsSuccess() {
		run((client, breakers) -> {
			client.head(this.server.url());
			client.getWithoutBody(this.server.url());
			client.getFirstByte(this.server.url());
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(3, 0, 0, 0, 0));
		});
	}

	@Test
	void doesNotBlameServiceForBodyThatCannotBeWritten() {
		assumeThat(this.kind.writesBodies()).isTrue();
		run((client, breakers) -> {
			assertThat(catchThrowable(() -> client.post(this.server.url(), new Unwritable()))).isNotNull();
			assertThat(breaker(breakers).calls().failed()).as("%s", breaker(breakers).lastFailure()).isZero();
		});
	}

	@Test
	void doesNotBlameServiceForInterrupt() {
		run((client, breakers) -> {
			Thread.currentThread().interrupt();
			attempt(client);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(breaker(breakers).calls().failed()).isZero();
		});
	}

	@Test
	void rulesDecideWhichExceptionsOfTheCallCount() {
		run((client, breakers) -> {
			this.server.die();
			failTimes(client, 1);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 0, 1, 0, 0));
		}, "resilience.services.auth.ignored-exceptions=java.io.IOException",
				"resilience.breaker.failure-exceptions=java.net.ConnectException");
	}

	@Test
	void rulesDecideWhichExceptionsOfTheBodyCount() {
		run((client, breakers) -> {
			this.server.answer(Answer.STALLED);
			failTimes(client, 1);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 0, 1, 0, 0));
		}, "resilience.services.auth.ignored-exceptions=java.lang.Exception",
				"resilience.services.auth.read-timeout=300ms");
	}

	@Test
	void leavesOtherCallsAlone() {
		run((client, breakers) -> {
			this.server.answer(Answer.ERROR);
			String other = this.server.url().replace("127.0.0.1", "localhost");
			for (int call = 0; call < 6; call++) {
				assertThat(catchThrowable(() -> client.get(other))).isInstanceOf(this.kind.exception());
			}
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 0, 0, 0, 0));
		});
	}

	@Test
	void callCanNameItsServiceWhateverTheUrl() {
		run((client, breakers) -> {
			client.getFrom("billing", this.server.url());
			assertThat(breaker(breakers, "billing").calls()).isEqualTo(new CallCounts(1, 0, 0, 0, 0));
			this.server.answer(Answer.ERROR);
			for (int call = 0; call < 5; call++) {
				assertThat(catchThrowable(() -> client.getFrom("billing", this.server.url())))
					.isInstanceOf(this.kind.exception());
			}
			assertThatExceptionOfType(CallNotPermittedException.class)
				.isThrownBy(() -> client.getFrom("billing", this.server.url()));
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 0, 0, 0, 0));
		}, "resilience.services.billing.base-url=http://billing");
	}

	@Test
	void serviceThatACallNamesHasItsTimeouts() {
		run((client, breakers) -> {
			this.server.answer(Answer.SILENT);
			long took = microseconds(1,
					() -> assertThat(catchThrowable(() -> client.getFrom("billing", this.server.url())))
						.isInstanceOf(this.kind.exception()));
			assertThat(took).isLessThan(TimeUnit.SECONDS.toMicros(10));
			assertThat(breaker(breakers, "billing").calls().failed()).isOne();
		}, "resilience.services.billing.base-url=http://billing", "resilience.services.billing.read-timeout=300ms");
	}

	@Test
	void urlDecidesWhenACallNamesNoService(CapturedOutput output) {
		assumeThat(this.kind.saysService()).isTrue();
		run((client, breakers) -> {
			client.getFrom("nobody", this.server.url());
			client.getFrom("nobody", this.server.url());
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(2, 0, 0, 0, 0));
			assertThat(output).containsOnlyOnce("A call names 'nobody', which is no service");
		});
	}

	@Test
	void guardsUndeclaredHostsIfAsked() {
		run((client, breakers) -> {
			this.server.answer(Answer.ERROR);
			String other = this.server.url().replace("127.0.0.1", "localhost");
			for (int call = 0; call < 5; call++) {
				assertThat(catchThrowable(() -> client.get(other))).isInstanceOf(this.kind.exception());
			}
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> client.get(other));
			BreakerDescriptor host = breaker(breakers, other.substring("http://".length()));
			assertThat(host.kind()).isEqualTo("http");
			assertThat(host.calls()).isEqualTo(new CallCounts(0, 5, 0, 0, 1));
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 0, 0, 0, 0));
		}, "resilience.breaker.undeclared-hosts=true");
	}

	@Test
	void streamsUploads() {
		assumeThat(this.kind.writesBodies()).isTrue();
		run((client, breakers) -> {
			EndlessUntilReceived upload = new EndlessUntilReceived(this.server, 50_000_000);
			client.post(this.server.url(), new InputStreamResource(upload));
			assertThat(this.server.received()).isEqualTo(50_000_000);
			assertThat(breaker(breakers).calls().successful()).isOne();
		});
	}

	private void run(BiConsumer<TestClient, BreakersEndpoint> test, String... properties) {
		this.contextRunner.withPropertyValues(properties)
			.run((context) -> test.accept(this.kind.client(context), context.getBean(BreakersEndpoint.class)));
	}

	private void get(TestClient client) {
		client.get(this.server.url() + "/users");
	}

	/**
	 * Some clients throw here, others do not.
	 */
	private void attempt(TestClient client) {
		try {
			get(client);
		}
		catch (RuntimeException ex) {
			logger.debug("The call failed", ex);
		}
	}

	private void failTimes(TestClient client, int times) {
		for (int call = 0; call < times; call++) {
			assertThat(catchThrowable(() -> get(client))).isInstanceOf(this.kind.exception());
		}
	}

	private void assertRejected(TestClient client) {
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> get(client));
	}

	private long microseconds(int times, Runnable call) {
		long start = System.nanoTime();
		for (int time = 0; time < times; time++) {
			call.run();
		}
		return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start) / times;
	}

	private String state(BreakersEndpoint breakers) {
		return breaker(breakers).state();
	}

	private BreakerDescriptor breaker(BreakersEndpoint breakers) {
		return breaker(breakers, "auth");
	}

	private BreakerDescriptor breaker(BreakersEndpoint breakers, String name) {
		return Objects.requireNonNull(breakers.breaker(name));
	}

	/**
	 * A bean that no converter can write.
	 */
	static final class Unwritable {

		public int getLength() {
			return Integer.parseInt("none");
		}

	}

	/**
	 * Data whose second half is there only once the server has received some of the
	 * first: a client that collects it before it sends would wait for ever.
	 */
	private static final class EndlessUntilReceived extends InputStream {

		private final FaultyServer server;

		private final long size;

		private long position;

		EndlessUntilReceived(FaultyServer server, long size) {
			this.server = server;
			this.size = size;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) != -1) ? one[0] : -1;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			if (this.position == this.size) {
				return -1;
			}
			if (this.position > this.size / 2 && this.server.received() == 0) {
				await().until(() -> this.server.received() > 0);
			}
			int count = (int) Math.min(length, this.size - this.position);
			this.position += count;
			return count;
		}

	}

}
