package io.resiliencestarter.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Accepts connections and never answers, until it is closed.
 */
final class SilentServer implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();

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
				this.clients.add(this.listener.accept());
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket client : this.clients) {
			client.close();
		}
	}

}
