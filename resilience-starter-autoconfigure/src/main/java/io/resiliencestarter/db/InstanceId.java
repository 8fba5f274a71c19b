package io.resiliencestarter.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The id of this instance of the application, which tells its replicas apart: the name of
 * the container or pod, or host and process. Where replicas share connections, a
 * restarted container must not be taken for the one before. Never asks a name server.
 */
final class InstanceId {

	private static final Path LINUX_HOST = Path.of("/proc/sys/kernel/hostname");

	private static final String RANDOM = HexFormat.of().toHexDigits(new SecureRandom().nextInt());

	private InstanceId() {
	}

	/**
	 * Return the id, which stays the same for as long as the process runs.
	 * @param environment where the name of the host is looked up first
	 * @return the id
	 */
	static String of(Environment environment) {
		String id = of(host(environment), ProcessHandle.current().pid());
		boolean shared = BudgetMode.SHARED.id().equalsIgnoreCase(environment.getProperty("resilience.budget.mode"));
		return (shared && !id.equals(RANDOM)) ? id + "-" + RANDOM : id;
	}

	/**
	 * Return the id of a process. The first process of a container has it to itself.
	 * @param host the name of the host, {@code null} if it is not known
	 * @param pid the id of the process
	 * @return the id
	 */
	static String of(@Nullable String host, long pid) {
		if (host == null || host.isBlank() || host.startsWith("localhost")) {
			return RANDOM;
		}
		String name = host.strip();
		String label = name.matches("[0-9.]+") ? name : name.split("\\.", 2)[0];
		return (pid == 1) ? label : label + "-" + pid;
	}

	private static @Nullable String host(Environment environment) {
		for (String variable : new String[] { "HOSTNAME", "COMPUTERNAME" }) {
			String host = environment.getProperty(variable);
			if (StringUtils.hasText(host)) {
				return host;
			}
		}
		try {
			return Files.isReadable(LINUX_HOST) ? Files.readString(LINUX_HOST) : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
