package io.resiliencestarter.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Passes connections on to a server or, when told to, accepts them and never answers.
 * Those that were passed on before keep working.
 */
final class SwitchableServer implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final int target;

	private volatile boolean silent;

	private volatile long delayMillis;

	SwitchableServer(int target) throws IOException {
		this.target = target;
		start(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	void setSilent(boolean silent) {
		this.silent = silent;
	}

	/**
	 * Let new connections wait before anything is passed on.
	 */
	void setDelay(long millis) {
		this.delayMillis = millis;
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			if (!this.silent) {
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				long delay = this.delayMillis;
				start(() -> {
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delay));
					copy(client, server);
				});
				start(() -> copy(server, client));
			}
		}
	}

	private static void copy(Socket from, Socket to) throws IOException {
		try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
			in.transferTo(out);
		}
	}

	private static void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// one of both sides has closed the connection
			}
		}, "switchable-server");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	/**
	 * Work on a connection.
	 */
	private interface Work {

		void run() throws IOException;

	}

}
