package com.example.orders;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A PostgreSQL server from a Maven artifact. {@link RunFolder} ends it.
 */
final class LocalPostgres {

	private LocalPostgres() {
	}

	/**
	 * Start the server.
	 * @param folder where its binaries and data go
	 * @return the properties that lead the application there
	 */
	static Map<String, Object> start(RunFolder folder) {
		try {
			EmbeddedPostgres postgres = builder(folder).start();
			return Map.of("spring.datasource.url", postgres.getJdbcUrl("postgres", "postgres"));
		}
		catch (IOException | RuntimeException ex) {
			throw new LocalServersException(
					"PostgreSQL did not start: " + folder.logTail("postgres").orElse(ex.getMessage()),
					"Start the application with --spring.datasource.url=<JDBC URL> to use a server of your own.", ex);
		}
	}

	private static EmbeddedPostgres.Builder builder(RunFolder folder) {
		Redirect log = Redirect.appendTo(folder.log("postgres").toFile());
		// The library has no other way to keep everything in one folder
		System.setProperty("ot.epg.working-dir", folder.path().resolve("postgres").toString());
		return EmbeddedPostgres.builder()
			.setRegisterShutdownHook(false)
			.setDataDirectory(folder.path().resolve("postgres-data"))
			.setLocaleConfig("locale", "C")
			.setServerConfig("max_wal_size", "64MB")
			.setServerConfig("unix_socket_directories", "")
			.setOutputRedirector(log)
			.setErrorRedirector(log);
	}

}
