package io.resiliencestarter.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import redis.embedded.RedisServer;

/**
 * A PostgreSQL and a Redis for all tests of a JVM, started at the first use. Containers
 * where a Docker engine answers, binaries from Maven artifacts elsewhere.
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
	 * Return the Redis server.
	 * @return where it listens
	 */
	public static RedisAddress redis() {
		return RedisHolder.SERVER;
	}

	@SuppressWarnings("resource") // ends with the JVM
	private static PostgresServer startPostgres() {
		if (DOCKER) {
			PostgreSQLContainer container = new PostgreSQLContainer("postgres:18");
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

	private static final class RedisHolder {

		private static final RedisAddress SERVER = startRedis();

	}

}
