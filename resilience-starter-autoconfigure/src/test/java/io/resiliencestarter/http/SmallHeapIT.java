package io.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.core.io.InputStreamResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Uploads that are twice as large as the heap, in a JVM of their own.
 */
class SmallHeapIT {

	private static final long SIZE = 200_000_000;

	@Test
	void uploadsAreNotCollected() throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(List.of(java, "-Xmx96m", "-XX:+ExitOnOutOfMemoryError", "-cp",
				System.getProperty("java.class.path"), Uploads.class.getName()))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		for (ClientKind kind : ClientKind.values()) {
			if (kind.writesBodies()) {
				assertThat(output).contains(kind + " has sent " + SIZE);
			}
		}
	}

	/**
	 * Uploads with each kind of client that can stream.
	 */
	static final class Uploads {

		private Uploads() {
		}

		public static void main(String[] args) {
			try (FaultyServer server = new FaultyServer()) {
				for (ClientKind kind : ClientKind.values()) {
					if (kind.writesBodies()) {
						upload(kind, server);
					}
				}
			}
			System.exit(0);
		}

		private static void upload(ClientKind kind, FaultyServer server) {
			ClientContexts.runner()
				.withPropertyValues(kind.property(), "resilience.services.auth.base-url=" + server.url(),
						"resilience.services.auth.read-timeout=60s")
				.run((context) -> {
					long before = server.received();
					kind.client(context).post(server.url(), new InputStreamResource(new Zeros(SIZE)));
					System.out.println(kind + " has sent " + (server.received() - before));
				});
		}

	}

	/**
	 * So many zeros.
	 */
	private static final class Zeros extends InputStream {

		private long left;

		Zeros(long count) {
			this.left = count;
		}

		@Override
		public int read() {
			return (this.left-- > 0) ? 0 : -1;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			if (this.left <= 0) {
				return -1;
			}
			int count = (int) Math.min(length, this.left);
			this.left -= count;
			return count;
		}

	}

}
