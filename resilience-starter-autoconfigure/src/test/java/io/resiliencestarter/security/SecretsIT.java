package io.resiliencestarter.security;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.example.shop.Borrower;
import com.example.shop.ShopApplication;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.resiliencestarter.testing.TestServers;
import io.resiliencestarter.testing.TestServers.RedisAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * What becomes known of credentials, wherever they are configured and whatever goes
 * wrong.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretsIT {

	/** What the driver of PostgreSQL logs of a URL that it cannot read. */
	private static final String OF_THE_DRIVER_ITSELF = "JDBC URL ";

	private static final String PASSWORD = secret();

	@SuppressWarnings("NullAway.Init")
	private static EmbeddedPostgres server;

	private final List<String> secrets = new ArrayList<>(List.of(PASSWORD));

	@SuppressWarnings("NullAway.Init")
	private Witness witness;

	@BeforeAll
	static void startServers() throws Exception {
		server = EmbeddedPostgres.builder().setDataDirectoryCustomizer(TestServers::askForPasswords).start();
		try (Connection connection = server.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE ROLE app LOGIN PASSWORD '%s'".formatted(PASSWORD));
		}
		redis((connection) -> connection.sync()
			.aclSetuser("app",
					AclSetuserArgs.Builder.on().addPassword(PASSWORD).allKeys().allCommands().allChannels()));
	}

	private static void redis(Consumer<StatefulRedisConnection<String, String>> work) {
		RedisAddress address = TestServers.redis();
		try (RedisClient client = RedisClient.create("redis://%s:%d".formatted(address.host(), address.port()));
				StatefulRedisConnection<String, String> connection = client.connect()) {
			work.accept(connection);
		}
	}

	@AfterAll
	static void stopServers() throws IOException {
		server.close();
		redis((connection) -> connection.sync().aclDeluser("app"));
	}

	@BeforeEach
	void listen() {
		this.witness = new Witness();
	}

	@AfterEach
	void stopListening() {
		this.witness.close();
	}

	@Test
	void poolsThatRunDryAndCallsThatFailTellNone(CapturedOutput output) throws Exception {
		String user = plant();
		String query = plant();
		String header = plant();
		String parameter = plant();
		String url = "http://me:%s@127.0.0.1:1/billing".formatted(user);
		try (ConfigurableApplicationContext application = start(
				"spring.datasource.url=%s?user=app&password=%s&sslpassword=%s&sslmode=disable".formatted(url(),
						PASSWORD, plant()),
				redisUrl(PASSWORD), "resilience.services.billing.base-url=%s?token=%s".formatted(url, query),
				"resilience.budget.mode=shared", "resilience.budget.name=redis://me:%s@budget".formatted(plant()),
				"resilience.db.application-name=jdbc:shop://me:%s@names".formatted(plant()),
				"resilience.db.pool-size=1", "resilience.db.max-overflow=0")) {
			DataSource dataSource = application.getBean(DataSource.class);
			// The password has reached the server, or there was no connection
			assertThat(application.getBean(JdbcTemplate.class).queryForObject("SELECT current_user", String.class))
				.isEqualTo("app");
			application.getBean(StringRedisTemplate.class).opsForValue().get("key");
			CountDownLatch heard = new CountDownLatch(1);
			Thread holder = new Thread(() -> hold(dataSource, parameter, heard));
			holder.start();
			await().until(() -> output.getOut().contains("SELECT ?"));
			RestClient client = application.getBean(RestClient.Builder.class).build();
			for (int i = 0; i < 4; i++) {
				Throwable failure = catchThrowable(() -> client.get()
					.uri(url + "/orders?token={token}", query)
					.header("Authorization", "Bearer " + header)
					.retrieve()
					.toBodilessEntity());
				// Spring's own exception around it quotes the URL that it was given
				this.witness.hear(NestedExceptionUtils.getMostSpecificCause(failure));
			}
			await().until(() -> {
				this.witness.hear(catchThrowable(dataSource::getConnection));
				return Stream
					.of("suspected leak", "is in trouble", "holds a connection for", "Breaker 'billing' is open",
							"SELECT ?")
					.allMatch(output.getOut()::contains);
			});
			this.witness.ask(application);
			heard.countDown();
			holder.join();
		}
		List<String> told = noneIsToldBy(output);
		assertTold(told, "recording: io.resiliencestarter.Incident", "dataSource");
		assertTold(told, "recording: io.resiliencestarter.BreakerTransition", "billing");
		assertTold(told, "event: IncidentOpenedEvent", "dataSource");
		assertTold(told, "exception: ", "no connection within");
		assertTold(told, "dbpool: ", "Borrower.borrow");
		assertTold(told, "breakers: ", "lastFailure");
		assertTold(told, "incidents: ", "verdict");
		assertTold(told, "meter: ", "billing");
		assertTold(told, "page: ", "console.js");
		assertTold(told, "event: BudgetShareChangedEvent", "@budget");
	}

	private static void hold(DataSource dataSource, String parameter, CountDownLatch heard) {
		try (Connection connection = Borrower.borrow(dataSource);
				PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
			statement.setString(1, parameter);
			statement.execute();
			heard.await();
		}
		catch (SQLException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest(name = "{index}")
	@ValueSource(strings = { "spring.datasource.url=%s;spring.datasource.username=app;spring.datasource.password=%s",
			"spring.datasource.url=%s?user=app;spring.datasource.hikari.data-source-properties.password=%s",
			"spring.datasource.hikari.data-source-class-name=org.postgresql.ds.PGSimpleDataSource;"
					+ "spring.datasource.hikari.data-source-properties.url=%s;"
					+ "spring.datasource.username=app;spring.datasource.password=%s" })
	void poolsThatAreRefusedTellNone(String place, CapturedOutput output) {
		for (String password : List.of(PASSWORD, plant())) {
			String[] properties = place.formatted(url(), password).split(";");
			try (ConfigurableApplicationContext application = start(properties)) {
				JdbcTemplate database = application.getBean(JdbcTemplate.class);
				Throwable failure = catchThrowable(() -> database.execute("SELECT 1"));
				if (password.equals(PASSWORD)) {
					assertThat(failure).isNull();
				}
				else {
					this.witness.hear(failure);
				}
				this.witness.ask(application);
			}
		}
		assertTold(noneIsToldBy(output), "exception: ", "password authentication failed for user");
	}

	@Test
	void redisThatRefusesTellsNone(CapturedOutput output) {
		try (ConfigurableApplicationContext application = start("spring.datasource.url=" + url(),
				"spring.datasource.username=app", "spring.datasource.password=" + PASSWORD, redisUrl(plant()),
				"resilience.budget.mode=shared")) {
			StringRedisTemplate redis = application.getBean(StringRedisTemplate.class);
			Throwable failure = catchThrowable(() -> redis.opsForValue().get("key"));
			assertThat(failure).hasMessageContaining("authentication");
			this.witness.hear(failure);
			await().until(() -> Stream.of("the lease cannot be renewed", "Pool 'redisConnectionFactory' is in trouble")
				.allMatch(output.getOut()::contains));
			this.witness.ask(application);
		}
		assertTold(noneIsToldBy(output), "redispool: ", "WRONGPASS");
	}

	@ParameterizedTest(name = "{index}")
	@ValueSource(
			strings = { "jdbc:postgresql://app:%s@127.0.0.1:1/orders", "jdbc:postgresql://app:x/%s@127.0.0.1:1/orders",
					"jdbc:mysql://app:x@%s@127.0.0.1:1/orders?trustStorePassword=%1$s" })
	void poolsThatLeadNowhereTellNone(String form, CapturedOutput output) {
		try (ConfigurableApplicationContext application = start("spring.datasource.url=" + form.formatted(plant()),
				"spring.data.redis.sentinel.master=main", "spring.data.redis.sentinel.nodes=127.0.0.1:1",
				"spring.data.redis.sentinel.password=" + plant(), "spring.data.redis.password=" + plant())) {
			this.witness.hear(catchThrowable(application.getBean(DataSource.class)::getConnection));
			StringRedisTemplate redis = application.getBean(StringRedisTemplate.class);
			this.witness.hear(catchThrowable(() -> redis.opsForValue().get("key")));
			this.witness.ask(application);
		}
		assertTold(noneIsToldBy(output), "exception: ", "database-down");
	}

	@ParameterizedTest(name = "{index}")
	@ValueSource(strings = { "resilience.services.a.base-url=ftp://me:%s@a?token=%1$s",
			"resilience.services.a.base-url=http://me:x/%s@a_b:80/", "resilience.services.a.base-url=me:%s@a:80",
			"resilience.services.a.base-url=https:///me?token=%s", "spring.http.serviceclient.a.base-url=me:%s@a",
			"resilience.budget.name=postgres://me:%s@a b", "resilience.budget.reserve=postgres://me:%s@a",
			"DB_POOL_SIZE=postgres://me:%s@a", "REDIS_SOCKET_TIMEOUT=redis://:%s@a",
			"spring.datasource.url=jdbc:nonsense://me:%s@a/b?password=%1$s",
			"resilience.services.a.failure-statuses=http://me:%s@a" })
	void startsThatFailTellNone(String property, CapturedOutput output) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(ShopApplication.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "resilience.services.a.read-timeout=1s",
					"spring.datasource.url=" + url())
			.properties(property.formatted(plant()));
		Throwable failure = catchThrowable(application::run);
		assertThat(failure).as("the start fails").isNotNull();
		this.witness.hear(failure);
		assertTold(noneIsToldBy(output), "log: ", "FAILED TO START");
	}

	private List<String> noneIsToldBy(CapturedOutput output) {
		output.getAll().lines().filter((line) -> !line.contains(OF_THE_DRIVER_ITSELF)).forEach(this.witness::hearLog);
		List<String> all = List.copyOf(this.witness.all());
		assertThat(this.secrets).hasSizeGreaterThan(1);
		assertThat(all.stream().filter((line) -> this.secrets.stream().anyMatch((secret) -> tells(line, secret))))
			.isEmpty();
		return all;
	}

	private static boolean tells(String line, String secret) {
		return line.toLowerCase(Locale.ROOT).contains(secret);
	}

	private static void assertTold(List<String> told, String where, String what) {
		assertThat(told.stream().anyMatch((line) -> line.startsWith(where) && line.contains(what)))
			.as("%s tells %s", where, what)
			.isTrue();
	}

	private String plant() {
		String secret = secret();
		this.secrets.add(secret);
		return secret;
	}

	private static String secret() {
		return "s3cr3t" + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
	}

	private static String url() {
		return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(server.getPort());
	}

	private static String redisUrl(String password) {
		RedisAddress address = TestServers.redis();
		return "spring.data.redis.url=redis://app:%s@%s:%d".formatted(password, address.host(), address.port());
	}

	private ConfigurableApplicationContext start(String... properties) {
		String[] common = { "server.port=0", "spring.main.banner-mode=off",
				"management.endpoints.web.exposure.include=*", "management.endpoint.health.show-details=always",
				"logging.level.io.resiliencestarter=DEBUG", "resilience.db.pool-timeout=300ms",
				"resilience.db.slow-hold-threshold=100ms", "resilience.db.leak-threshold=200ms",
				"resilience.db.echo=true", "resilience.breaker.failure-threshold=2",
				"spring.data.redis.repositories.enabled=false" };
		return new SpringApplicationBuilder(ShopApplication.class).listeners(this.witness)
			.properties(Stream.of(common, properties).flatMap(Stream::of).toArray(String[]::new))
			.run();
	}

}
