package io.resiliencestarter.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A connection over which one request is sent after the other, opened anew if the server
 * has closed it. Any client of a library would take longer than the server. Not
 * thread-safe.
 */
final class KeptAliveConnection implements AutoCloseable {

	private final int port;

	private Socket socket;

	private InputStream input;

	private boolean kept = true;

	KeptAliveConnection(int port) throws IOException {
		this.port = port;
		this.socket = connect();
		this.input = new BufferedInputStream(this.socket.getInputStream());
	}

	private Socket connect() throws IOException {
		Socket connected = new Socket(InetAddress.getLoopbackAddress(), this.port);
		connected.setTcpNoDelay(true);
		return connected;
	}

	/**
	 * Open it anew if the server has closed it.
	 * @throws IOException if that fails
	 */
	void open() throws IOException {
		if (!this.kept) {
			this.socket.close();
			this.socket = connect();
			this.input = new BufferedInputStream(this.socket.getInputStream());
			this.kept = true;
		}
	}

	/**
	 * Send a request, and wait for the response.
	 * @param path the path
	 * @return the response
	 * @throws IOException if there is none
	 */
	Response get(String path) throws IOException {
		open();
		String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
		this.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		List<String> head = new ArrayList<>();
		for (String line = readLine(); !line.isEmpty(); line = readLine()) {
			head.add(line);
		}
		this.kept = !head.contains("Connection: close");
		return new Response(head, readBody(head));
	}

	private String readBody(List<String> head) throws IOException {
		for (String line : head) {
			String header = line.toLowerCase(Locale.ROOT);
			if (header.startsWith("content-length:")) {
				return read(Integer.parseInt(header.substring(header.indexOf(':') + 1).trim()));
			}
			if (header.equals("transfer-encoding: chunked")) {
				return readChunks();
			}
		}
		throw new IOException("Neither a length nor chunks: " + head);
	}

	private String readChunks() throws IOException {
		StringBuilder body = new StringBuilder();
		for (int length = chunkLength(); length > 0; length = chunkLength()) {
			body.append(read(length));
			readLine();
		}
		readLine();
		return body.toString();
	}

	private int chunkLength() throws IOException {
		return Integer.parseInt(readLine(), 16);
	}

	private String read(int length) throws IOException {
		return new String(this.input.readNBytes(length), StandardCharsets.UTF_8);
	}

	private String readLine() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.input.read(); next != '\n'; next = this.input.read()) {
			if (next == -1) {
				throw new EOFException();
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A response.
	 *
	 * @param head the status line and the headers
	 * @param body the body
	 */
	record Response(List<String> head, String body) {

		int status() {
			return Integer.parseInt(this.head.get(0).split(" ", 3)[1]);
		}

	}

}
