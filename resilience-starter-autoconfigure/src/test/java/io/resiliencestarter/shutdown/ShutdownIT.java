package io.resiliencestarter.shutdown;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.example.shop.Borrower;
import com.example.shop.ShopApplication;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.testing.Callers;
import io.resiliencestarter.testing.TestServers;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.function.ThrowingSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * How an application on a real PostgreSQL and a real Redis ends.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShutdownIT {

	private static final Duration QUICK = Duration.ofSeconds(3);

	private static final Duration WAIT = Duration.ofSeconds(20);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void end() throws InterruptedException {
		this.executor.shutdownNow();
		assertThat(this.executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void workInTheBackgroundFinishesBeforeThePoolCloses(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext context = start();
		CountDownLatch borrowed = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		Future<Integer> work = work(context.getBean(DataSource.class), borrowed, ended);
		assertThat(borrowed.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> close = CompletableFuture.runAsync(context::close, this.executor);
		await().atMost(WAIT).until(() -> output.getOut().contains("Waiting up to 20s for connections in use"));
		assertThat(output).contains("('dataSource': 1)");
		assertThat(close).isNotDone();
		ended.countDown();
		assertThat(close).succeedsWithin(QUICK);
		assertThat(work).succeedsWithin(QUICK).isEqualTo(1);
		assertThat(output).doesNotContain("closed although");
	}

	@Test
	void commandsInRedisFinishToo(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext context = start();
		StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
		CountDownLatch borrowed = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		Future<String> work = this.executor.submit(() -> redis.execute((RedisConnection connection) -> {
			connection.ping();
			borrowed.countDown();
			ThrowingSupplier.of(() -> ended.await(20, TimeUnit.SECONDS)).get();
			return connection.ping();
		}));
		assertThat(borrowed.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> close = CompletableFuture.runAsync(context::close, this.executor);
		await().atMost(WAIT).until(() -> output.getOut().contains("Waiting up to 20s for connections in use"));
		assertThat(output).contains("('redisConnectionFactory': 1)");
		ended.countDown();
		assertThat(close).succeedsWithin(QUICK);
		assertThat(work).succeedsWithin(QUICK).isEqualTo("PONG");
	}

	@Test
	void whoWaitsForAConnectionGetsItAndFinishesToo(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext context = start("resilience.db.pool-size=1", "resilience.db.max-overflow=0");
		DataSource dataSource = context.getBean(DataSource.class);
		CountDownLatch borrowed = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		Future<Integer> first = work(dataSource, borrowed, ended);
		assertThat(borrowed.await(10, TimeUnit.SECONDS)).isTrue();
		CountDownLatch borrowedNext = new CountDownLatch(1);
		CountDownLatch endedNext = new CountDownLatch(1);
		Future<Integer> next = work(dataSource, borrowedNext, endedNext);
		await().atMost(WAIT).until(() -> get(context, "/actuator/db-pool").contains("\"waiting\":1"));
		CompletableFuture<Void> close = CompletableFuture.runAsync(context::close, this.executor);
		await().atMost(WAIT).until(() -> output.getOut().contains("Waiting up to 20s for connections in use"));
		ended.countDown();
		assertThat(borrowedNext.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(first).succeedsWithin(QUICK).isEqualTo(1);
		assertThat(close).isNotDone();
		endedNext.countDown();
		assertThat(next).succeedsWithin(QUICK).isEqualTo(1);
		assertThat(close).succeedsWithin(QUICK);
		assertThat(output).doesNotContain("closed although");
	}

	@Test
	void whoGoesOnBorrowingKeepsNothingOpen(CapturedOutput output) {
		ConfigurableApplicationContext context = start();
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		try (Callers callers = new Callers()) {
			callers.repeat(4, () -> jdbc.execute("SELECT pg_sleep(0.02)"));
			await().atMost(WAIT).until(() -> get(context, "/actuator/db-pool").contains("\"active\":4"));
			assertThat(CompletableFuture.runAsync(context::close, this.executor)).succeedsWithin(QUICK);
		}
		assertThat(output).doesNotContain("closed although");
	}

	@Test
	void connectionOfWhoClosesTheContextIsNotWaitedFor(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext context = start();
		try (Connection connection = Borrower.borrow(context.getBean(DataSource.class))) {
			assertThat(connection.isValid(1)).isTrue();
			context.close();
			assertThat(connection.isValid(1)).isFalse();
		}
		assertThat(output).doesNotContain("Waiting up to 20s", "closed although");
	}

	@Test
	void timeoutEndsTheWaitAndNamesWhoIsLeft(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext context = start("resilience.shutdown.drain-timeout=300ms");
		CountDownLatch borrowed = new CountDownLatch(1);
		Future<Integer> work = work(context.getBean(DataSource.class), borrowed, new CountDownLatch(1));
		assertThat(borrowed.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(CompletableFuture.runAsync(context::close, this.executor)).succeedsWithin(QUICK);
		assertThat(output).containsPattern("Pool 'dataSource': closed although connections are in use: 1, 0 callers"
				+ " wait; pool-\\d+-thread-\\d+ for \\d\\.\\d s, .* at com.example.shop.Borrower.borrow");
		assertThat(work).isNotDone();
	}

	@Test
	void lostConnectionsAndSubscriptionsAreNotWaitedFor(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext context = start("resilience.db.leak-threshold=200ms");
		Connection lost = Borrower.borrow(context.getBean(DataSource.class));
		MessageListener listener = (message, pattern) -> {
		};
		RedisConnection subscribed = context.getBean(RedisConnectionFactory.class).getConnection();
		subscribed.subscribe(listener, "news".getBytes(StandardCharsets.UTF_8));
		await().atMost(WAIT).until(() -> output.getOut().contains("suspected leak"));
		assertThat(CompletableFuture.runAsync(context::close, this.executor)).succeedsWithin(QUICK);
		assertThat(output).doesNotContain("Waiting up to 20s", "closed although");
		assertThat(lost.isValid(1)).isFalse();
	}

	@Test
	void unusedPoolsCloseAtOnce(CapturedOutput output) {
		start().close();
		assertThat(output).doesNotContain("Waiting up to 20s", "closed although");
	}

	/**
	 * Tomcat itself drops a request that it has accepted but not begun.
	 */
	@Test
	void requestsThatWaitForAThreadAreAnswered() throws Exception {
		ConfigurableApplicationContext context = start(Slow.class, "server.tomcat.threads.max=2");
		Slow slow = context.getBean(Slow.class);
		List<Future<String>> requests = Stream.generate(() -> this.executor.submit(() -> get(context, "/slow")))
			.limit(6)
			.toList();
		await().atMost(WAIT).until(() -> queued(context) == 4);
		assertThat(slow.begun).hasValue(2);
		int port = port(context);
		CompletableFuture<Void> close = CompletableFuture.runAsync(context::close, this.executor);
		await().atMost(WAIT).until(() -> isRefused(port));
		slow.end.countDown();
		assertThat(requests).allSatisfy((request) -> assertThat(request).succeedsWithin(QUICK).isEqualTo("done"));
		assertThat(close).succeedsWithin(QUICK);
	}

	@Test
	void worksAfterARestartOfTheContext() {
		try (ConfigurableApplicationContext context = start()) {
			for (int i = 0; i < 3; i++) {
				assertThat(context.getBean(JdbcTemplate.class).queryForObject("SELECT 1", Integer.class)).isEqualTo(1);
				StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
				redis.opsForValue().set("restarted", "yes");
				assertThat(redis.opsForValue().get("restarted")).isEqualTo("yes");
				assertThat(get(context, "/actuator/db-pool")).contains("\"status\":\"healthy\"");
				assertThat(get(context, "/actuator/redis-pool")).contains("\"status\":\"healthy\"");
				context.stop();
				context.start();
			}
		}
	}

	@Test
	void endsAfterTheWebServer() {
		assertThat(PoolDrain.PHASE).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE).isPositive();
	}

	@Test
	void negativeTimeoutFailsTheStart() {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> start("resilience.shutdown.drain-timeout=-1s"))
			.havingRootCause()
			.isInstanceOf(InvalidSettingException.class)
			.withMessage("'resilience.shutdown.drain-timeout' is -1s, but must be a duration of at least 0");
	}

	private Future<Integer> work(DataSource dataSource, CountDownLatch borrowed, CountDownLatch ended) {
		return this.executor.submit(() -> {
			try (Connection connection = Borrower.borrow(dataSource)) {
				borrowed.countDown();
				ended.await();
				return one(connection);
			}
		});
	}

	private static int one(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement(); var result = statement.executeQuery("SELECT 1")) {
			result.next();
			return result.getInt(1);
		}
	}

	private static int queued(ConfigurableApplicationContext context) {
		TomcatWebServer server = (TomcatWebServer) webServer(context);
		return ((ThreadPoolExecutor) server.getTomcat().getConnector().getProtocolHandler().getExecutor()).getQueue()
			.size();
	}

	private static boolean isRefused(int port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return !socket.isConnected();
		}
		catch (ConnectException ex) {
			return true;
		}
	}

	private static int port(ConfigurableApplicationContext context) {
		return webServer(context).getPort();
	}

	private static WebServer webServer(ConfigurableApplicationContext context) {
		return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer());
	}

	private static String get(ConfigurableApplicationContext context, String path) {
		return String.valueOf(
				RestClient.create("http://127.0.0.1:" + port(context)).get().uri(path).retrieve().body(String.class));
	}

	private static ConfigurableApplicationContext start(String... more) {
		return start(ShopApplication.class, more);
	}

	private static ConfigurableApplicationContext start(Class<?> source, String... more) {
		String[] common = { "server.port=0", "spring.main.banner-mode=off",
				"management.endpoints.web.exposure.include=*" };
		return new SpringApplicationBuilder(ShopApplication.class, source)
			.properties(Stream.of(common, TestServers.postgres().properties(), TestServers.redis().properties(), more)
				.flatMap(Stream::of)
				.toArray(String[]::new))
			.run();
	}

	/**
	 * Answers once it may.
	 */
	@RestController
	static class Slow {

		private final AtomicInteger begun = new AtomicInteger();

		private final CountDownLatch end = new CountDownLatch(1);

		@GetMapping("/slow")
		String answer() throws InterruptedException {
			this.begun.incrementAndGet();
			this.end.await();
			return "done";
		}

	}

}
