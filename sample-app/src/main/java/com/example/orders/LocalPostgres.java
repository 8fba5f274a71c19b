package com.example.orders;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;

/**
 * A PostgreSQL server from a Maven artifact, with a role, a password and a database for
 * the application, as a server would have. {@link RunFolder} ends it.
 */
final class LocalPostgres {

	/** The role of the application, its database and its password. */
	static final String ROLE = "orders";

	private final RunFolder folder;

	private final PgBinaryResolver binaries = this::findBinaries;

	private EmbeddedPostgres server;

	private LocalPostgres(RunFolder folder) throws IOException {
		this.folder = folder;
		this.server = builder().start();
	}

	/**
	 * Start the server.
	 * @param folder where its binaries and data go
	 * @return the server
	 */
	static LocalPostgres start(RunFolder folder) {
		try {
			LocalPostgres postgres = new LocalPostgres(folder);
			postgres.execute("CREATE ROLE %1$s LOGIN PASSWORD '%1$s'".formatted(ROLE),
					"CREATE DATABASE %1$s OWNER %1$s".formatted(ROLE));
			return postgres;
		}
		catch (IOException | SQLException | RuntimeException ex) {
			throw new LocalServersException(
					"PostgreSQL did not start: " + folder.logTail("postgres").orElse(ex.getMessage()),
					"Start the application with --spring.datasource.url=<JDBC URL> to use a server of your own.", ex);
		}
	}

	/**
	 * Return the properties that lead the application there.
	 * @return the properties
	 */
	Map<String, Object> properties() {
		return Map.of("spring.datasource.url",
				"jdbc:postgresql://localhost:%d/%s".formatted(this.server.getPort(), ROLE),
				"spring.datasource.username", ROLE, "spring.datasource.password", ROLE);
	}

	/**
	 * Do what only the administrator of the server may do.
	 * @param statements the statements, each in a transaction of its own
	 * @throws SQLException if one fails
	 */
	void execute(String... statements) throws SQLException {
		try (Connection connection = this.server.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	/**
	 * Shut the server down. Its data stays.
	 * @throws IOException if that fails
	 */
	void shutDown() throws IOException {
		this.server.close();
	}

	/**
	 * Start the server anew, on the same port and with the same data.
	 * @throws IOException if that fails
	 */
	void startAgain() throws IOException {
		this.server = builder().setPort(this.server.getPort()).start();
	}

	private EmbeddedPostgres.Builder builder() {
		Redirect log = Redirect.appendTo(this.folder.log("postgres").toFile());
		// The library has no other way to keep everything in one folder
		System.setProperty("ot.epg.working-dir", this.folder.path().resolve("postgres").toString());
		return EmbeddedPostgres.builder()
			.setPgBinaryResolver(this.binaries)
			.setRegisterShutdownHook(false)
			.setDataDirectory(this.folder.path().resolve("postgres-data"))
			.setCleanDataDirectory(false)
			.setDataDirectoryCustomizer(LocalPostgres::askForThePassword)
			.setLocaleConfig("locale", "C")
			.setServerConfig("max_wal_size", "64MB")
			.setServerConfig("unix_socket_directories", "")
			.setOutputRedirector(log)
			.setErrorRedirector(log);
	}

	/**
	 * The library unpacks binaries once for each resolver, so one of its own has them in
	 * the folder of this run.
	 */
	private InputStream findBinaries(String system, String machine) throws IOException {
		return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
	}

	/**
	 * The library trusts everybody; the first line that fits counts.
	 */
	private static void askForThePassword(File data) {
		Path rules = data.toPath().resolve("pg_hba.conf");
		try {
			Files.writeString(rules, "host all %s all scram-sha-256%n%s".formatted(ROLE, Files.readString(rules)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
