package io.resiliencestarter.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Accepts connections and never answers, until it is closed.
 */
final class SilentServer implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final List<Socket> clients = new ArrayList<>();

	SilentServer() throws IOException {
		Thread thread = new Thread(this::accept, "silent-server");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.listener.getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				keep(this.listener.accept());
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private synchronized void keep(Socket client) throws IOException {
		this.clients.add(client);
		if (this.listener.isClosed()) {
			client.close();
		}
	}

	@Override
	public synchronized void close() throws IOException {
		this.listener.close();
		for (Socket client : this.clients) {
			client.close();
		}
	}

}
