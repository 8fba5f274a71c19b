package com.example.orders;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The network between the application and a server, which can be slow, reset connections
 * or lose everything that is sent, new connections included.
 */
final class FaultyLink implements AutoCloseable {

	private static final int BUFFER = 8192;

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final ServerSocket entrance;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final int target;

	private volatile State state = State.FINE;

	FaultyLink(int target) throws IOException {
		this.target = target;
		this.entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
		this.threads.execute(this::accept);
	}

	int port() {
		return this.entrance.getLocalPort();
	}

	/**
	 * Change how the link behaves. What it has lost until then stays lost: the
	 * connections of that time are reset.
	 */
	void become(State next) {
		State before = this.state;
		this.state = next;
		if (next == State.RESETTING || before == State.LOSING) {
			this.sockets.forEach(FaultyLink::close);
		}
	}

	private void accept() {
		while (!this.entrance.isClosed()) {
			try {
				connect(this.entrance.accept());
			}
			catch (IOException ex) {
				// Closed, or the server is gone
			}
		}
	}

	private void connect(Socket client) throws IOException {
		this.sockets.add(client);
		if (this.state == State.RESETTING) {
			close(client);
			return;
		}
		try {
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
			this.sockets.add(server);
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			this.threads.execute(() -> pass(client, server));
			this.threads.execute(() -> pass(server, client));
		}
		catch (IOException ex) {
			close(client);
		}
	}

	private void pass(Socket from, Socket to) {
		byte[] buffer = new byte[BUFFER];
		try (from; to) {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
				hold();
				output.write(buffer, 0, length);
			}
		}
		catch (IOException ex) {
			// Each side notices that the other one has gone
		}
		finally {
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	private void hold() throws IOException {
		if (this.state == State.SLOW) {
			LockSupport.parkNanos(DELAY_NANOS);
		}
		boolean lost = false;
		while (this.state == State.LOSING) {
			lost = true;
			LockSupport.parkNanos(LOOK_NANOS);
		}
		if (lost) {
			throw new IOException("lost");
		}
	}

	private static void close(Closeable socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.entrance.close();
		this.state = State.RESETTING;
		this.sockets.forEach(FaultyLink::close);
		this.threads.shutdownNow();
	}

	/**
	 * How a link behaves.
	 */
	enum State {

		FINE,

		/** Each direction takes a tenth of a second. */
		SLOW,

		/** Connections are opened, but nothing arrives. */
		LOSING,

		/** Connections are closed at once. */
		RESETTING

	}

}
