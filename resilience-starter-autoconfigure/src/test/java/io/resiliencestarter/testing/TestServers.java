package io.resiliencestarter.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.mariadb.MariaDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import redis.embedded.RedisServer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A PostgreSQL, a MariaDB and a Redis for all tests of a JVM, started at the first use.
 * Containers where a Docker engine answers, binaries from Maven artifacts elsewhere.
 */
public final class TestServers {

	private static final boolean DOCKER = DockerClientFactory.instance().isDockerAvailable();

	private TestServers() {
	}

	/**
	 * Return the PostgreSQL server.
	 * @return where it listens
	 */
	public static PostgresServer postgres() {
		return PostgresHolder.SERVER;
	}

	/**
	 * Return the MariaDB server. There are binaries for the most common platforms only:
	 * elsewhere a test is skipped unless there is Docker.
	 * @return where it listens
	 */
	public static MariadbServer mariadb() {
		assumeTrue(DOCKER || EmbeddedMariadb.isAvailable(), "no MariaDB for this platform");
		return MariadbHolder.SERVER;
	}

	/**
	 * Return the Redis server.
	 * @return where it listens
	 */
	public static RedisAddress redis() {
		return RedisHolder.SERVER;
	}

	@SuppressWarnings("resource") // ends with the JVM
	private static PostgresServer startPostgres() {
		if (DOCKER) {
			PostgreSQLContainer container = new PostgreSQLContainer(
					"postgres:" + System.getProperty("postgres.version", "18"));
			container.start();
			return new PostgresServer(container.getJdbcUrl(), container.getUsername(), container.getPassword());
		}
		try {
			EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
			return new PostgresServer(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SuppressWarnings("resource") // ends with the JVM
	private static MariadbServer startMariadb() {
		if (DOCKER) {
			MariaDBContainer container = new MariaDBContainer("mariadb:11.4").withUsername("root");
			container.setCommand("--performance-schema=ON");
			container.start();
			return new MariadbServer(container.getJdbcUrl(), container.getUsername(), container.getPassword());
		}
		try {
			return new MariadbServer(EmbeddedMariadb.start("tests", "tests"), "tests", "tests");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SuppressWarnings("resource") // ends with the JVM
	private static RedisAddress startRedis() {
		if (DOCKER) {
			GenericContainer<?> container = new GenericContainer<>("redis:8").withExposedPorts(6379);
			container.start();
			return new RedisAddress(container.getHost(), container.getMappedPort(6379));
		}
		try {
			RedisServer redis = RedisServer.newRedisServer().bind("127.0.0.1").port(freePort()).build();
			redis.start();
			Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(redis)));
			return new RedisAddress("127.0.0.1", redis.ports().get(0));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Make an embedded PostgreSQL ask all but its administrator for a password.
	 * @param data its data directory
	 */
	public static void askForPasswords(File data) {
		try {
			Files.writeString(data.toPath().resolve("pg_hba.conf"),
					"host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static void stop(RedisServer redis) {
		try {
			redis.stop();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A PostgreSQL server.
	 *
	 * @param url the JDBC URL
	 * @param username the user, a superuser
	 * @param password the password
	 */
	public record PostgresServer(String url, String username, String password) {

		/**
		 * Return the properties that lead Spring Boot to the server.
		 * @return the property values, as {@code key=value}
		 */
		public String[] properties() {
			return new String[] { "spring.datasource.url=" + this.url, "spring.datasource.username=" + this.username,
					"spring.datasource.password=" + this.password };
		}

	}

	/**
	 * A MariaDB server that keeps the attributes of its connections.
	 *
	 * @param url the JDBC URL
	 * @param username the user, who may do anything
	 * @param password the password
	 */
	public record MariadbServer(String url, String username, String password) {

		/**
		 * Return the properties that lead Spring Boot to the server.
		 * @return the property values, as {@code key=value}
		 */
		public String[] properties() {
			return new String[] { "spring.datasource.url=" + this.url, "spring.datasource.username=" + this.username,
					"spring.datasource.password=" + this.password };
		}

	}

	/**
	 * A Redis server.
	 *
	 * @param host the host
	 * @param port the port
	 */
	public record RedisAddress(String host, int port) {

		/**
		 * Return the properties that lead Spring Boot to the server.
		 * @return the property values, as {@code key=value}
		 */
		public String[] properties() {
			return new String[] { "spring.data.redis.host=" + this.host, "spring.data.redis.port=" + this.port };
		}

	}

	private static final class PostgresHolder {

		private static final PostgresServer SERVER = startPostgres();

	}

	private static final class MariadbHolder {

		private static final MariadbServer SERVER = startMariadb();

	}

	private static final class RedisHolder {

		private static final RedisAddress SERVER = startRedis();

	}

}
