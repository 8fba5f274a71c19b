package io.resiliencestarter.db;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks as much of PostgreSQL's protocol as it takes to refuse a connection, with the
 * words of poolers that do not run here.
 */
final class RefusingServer implements AutoCloseable {

	private static final int SSL_REQUEST = 80877103;

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final String state;

	private final String message;

	RefusingServer(String state, String message) throws IOException {
		this.state = state;
		this.message = message;
		Thread thread = new Thread(this::accept, "refusing-server");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.listener.getLocalPort();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try (Socket client = this.listener.accept();
					DataInputStream in = new DataInputStream(client.getInputStream());
					DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
				if (request(in) == SSL_REQUEST) {
					out.write('N');
					request(in);
				}
				byte[] fields = "SFATAL\0C%s\0M%s\0\0".formatted(this.state, this.message)
					.getBytes(StandardCharsets.UTF_8);
				out.write('E');
				out.writeInt(fields.length + Integer.BYTES);
				out.write(fields);
				out.flush();
			}
			catch (IOException ex) {
				// the client has gone, or this server was closed
			}
		}
	}

	private static int request(DataInputStream in) throws IOException {
		int length = in.readInt();
		int code = in.readInt();
		in.skipNBytes(length - 2 * Integer.BYTES);
		return code;
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

}
