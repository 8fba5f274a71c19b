package com.example.orders;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.FileSystemUtils;
import org.springframework.util.StringUtils;

/**
 * Temporary folder of one run: binaries and data of its servers. What runs from a binary
 * in the folder belongs to the run and ends with it. A lock shows that the run is alive;
 * the system releases it however the run ends, so that a later run can tell what a kill
 * has left behind.
 */
final class RunFolder {

	private static final Log logger = LogFactory.getLog(RunFolder.class);

	private static final String PREFIX = "orders-sample-"
			+ System.getProperty("user.name").replaceAll("[^A-Za-z0-9_-]", "_") + "-";

	private static final String LOCK = "lock";

	private static final int LOG_TAIL = 4;

	/**
	 * Of this JVM: to open the lock of one of them would release it.
	 */
	private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

	private final Path path;

	private final FileChannel lock;

	private RunFolder(Path path, FileChannel lock) {
		this.path = path;
		this.lock = lock;
	}

	/**
	 * Create a folder that only the current user can read.
	 * @param parent where to create it
	 * @return the folder
	 * @throws IOException if the parent is missing, not writable or full
	 */
	static RunFolder create(Path parent) throws IOException {
		Path path = Files.createTempDirectory(parent.toRealPath(), PREFIX);
		OWN.add(path);
		FileChannel lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE);
		lock.lock();
		return new RunFolder(path, lock);
	}

	Path path() {
		return this.path;
	}

	Path log(String server) {
		return this.path.resolve(server + ".log");
	}

	/**
	 * Return what a server said last: mostly why it ended.
	 * @param server the name of the server
	 * @return the last lines of its log, if it has any
	 */
	Optional<String> logTail(String server) {
		try {
			List<String> lines = Files.readAllLines(log(server)).stream().filter(StringUtils::hasText).toList();
			return lines.stream()
				.skip(Math.max(0, lines.size() - LOG_TAIL))
				.reduce((first, second) -> first + System.lineSeparator() + second);
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Remove what earlier runs of the same user left behind, and end their servers.
	 * @throws IOException if the parent cannot be read
	 */
	void removeAbandonedSiblings() throws IOException {
		try (DirectoryStream<Path> siblings = Files.newDirectoryStream(this.path.getParent(), PREFIX + "*")) {
			for (Path sibling : siblings) {
				if (!OWN.contains(sibling)) {
					removeIfAbandoned(sibling);
				}
			}
		}
	}

	private void removeIfAbandoned(Path sibling) {
		try {
			Path file = sibling.resolve(LOCK);
			if (!Files.isDirectory(sibling, LinkOption.NOFOLLOW_LINKS) || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
					|| !Files.getOwner(sibling).equals(Files.getOwner(this.path))) {
				return;
			}
			try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
					FileLock free = channel.tryLock()) {
				if (free != null) {
					logger.info("An earlier run was killed; removing what it left in " + sibling);
					remove(sibling);
				}
			}
		}
		catch (IOException ex) {
			logger.debug("Left alone: " + sibling, ex);
		}
	}

	/**
	 * End the servers and delete the folder.
	 */
	void close() {
		try (this.lock) {
			remove(this.path);
		}
		catch (IOException ex) {
			logger.warn("Could not delete %s: %s".formatted(this.path, ex));
		}
	}

	private static void remove(Path folder) throws IOException {
		endProcesses(folder);
		FileSystemUtils.deleteRecursively(folder);
	}

	/**
	 * A server ends its own children.
	 */
	private static void endProcesses(Path folder) {
		List<ProcessHandle> processes = ProcessHandle.allProcesses()
			.filter((process) -> runsFrom(folder, process))
			.toList();
		processes.stream().filter((process) -> !isChild(process, folder)).forEach(ProcessHandle::destroy);
		try {
			CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
				.get(5, TimeUnit.SECONDS);
		}
		catch (ExecutionException | InterruptedException | TimeoutException ex) {
			processes.forEach(ProcessHandle::destroyForcibly);
		}
	}

	private static boolean isChild(ProcessHandle process, Path folder) {
		return process.parent().filter((parent) -> runsFrom(folder, parent)).isPresent();
	}

	private static boolean runsFrom(Path folder, ProcessHandle process) {
		return process.info().command().filter((command) -> Path.of(command).startsWith(folder)).isPresent();
	}

}
