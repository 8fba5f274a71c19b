package com.example.orders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * The servers of one run: PostgreSQL, Redis and the services that orders calls, each
 * unless the user has named one. They end together.
 */
class LocalServers {

	private static final String OTHER_FOLDER = "choose another folder with the environment variable "
			+ "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=<folder>.";

	private static final Log logger = LogFactory.getLog(LocalServers.class);

	private final Environment environment;

	private final DownstreamServers downstream;

	private @Nullable RunFolder folder;

	private @Nullable LocalPostgres postgres;

	LocalServers(Environment environment, DownstreamServers downstream) {
		this.environment = environment;
		this.downstream = downstream;
	}

	/**
	 * Start what is needed.
	 * @return the properties that lead the application there
	 */
	synchronized Map<String, Object> start() {
		try {
			return startAll();
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Return the PostgreSQL that was started.
	 * @return the server, {@code null} if the user has named one
	 */
	synchronized @Nullable LocalPostgres postgres() {
		return this.postgres;
	}

	/**
	 * End what was started. Waits for a start that is under way.
	 */
	synchronized void close() {
		this.downstream.close();
		if (this.folder != null) {
			this.folder.close();
			this.folder = null;
		}
	}

	/**
	 * One after the other: a process that is forked while another one's binary is being
	 * written keeps that file open for writing, and it cannot be run.
	 */
	private Map<String, Object> startAll() {
		Map<String, Object> properties = new HashMap<>(this.downstream.start(this.environment));
		if (!isSet("spring.data.redis.host") && !isSet("spring.data.redis.url")) {
			properties.putAll(LocalRedis.start(folder()));
		}
		if (!isSet("spring.datasource.url")) {
			this.postgres = LocalPostgres.start(folder());
			properties.putAll(this.postgres.properties());
		}
		return properties;
	}

	private boolean isSet(String key) {
		return this.environment.containsProperty(key);
	}

	private RunFolder folder() {
		if (this.folder == null) {
			this.folder = createFolder(Path.of(System.getProperty("java.io.tmpdir")));
		}
		return this.folder;
	}

	private RunFolder createFolder(Path parent) {
		try {
			RunFolder folder = RunFolder.create(parent);
			this.folder = folder;
			folder.removeAbandonedSiblings();
			checkSpace(parent);
			logger.info("Servers of this run, gone when it ends: " + folder.path());
			return folder;
		}
		catch (IOException ex) {
			throw new LocalServersException("No folder can be made in %s (%s).".formatted(parent, ex),
					"Make it writable, or " + OTHER_FOLDER, ex);
		}
	}

	private void checkSpace(Path parent) throws IOException {
		DataSize required = Binder.get(this.environment)
			.bindOrCreate("orders", OrdersProperties.class)
			.servers()
			.minimumDiskSpace();
		long usable = Files.getFileStore(parent).getUsableSpace();
		if (usable < required.toBytes()) {
			throw new LocalServersException(
					"%s has %d MB of free space, PostgreSQL and Redis need %d MB.".formatted(parent,
							DataSize.ofBytes(usable).toMegabytes(), required.toMegabytes()),
					"Free some space, or " + OTHER_FOLDER);
		}
	}

}
