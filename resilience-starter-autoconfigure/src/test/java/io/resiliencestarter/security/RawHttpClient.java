package io.resiliencestarter.security;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Sends what no other client would send. For one thread.
 */
final class RawHttpClient implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 10_000;

	private final int port;

	private final boolean keepAlive;

	private @Nullable Socket socket;

	/**
	 * Create a client of a local server.
	 * @param port the port of the server
	 * @param keepAlive whether to send the next request over the same connection; some
	 * servers lose their way after one that they did not want to read
	 */
	RawHttpClient(int port, boolean keepAlive) {
		this.port = port;
		this.keepAlive = keepAlive;
	}

	/**
	 * Exchange a request for its answer.
	 * @param head the request line and the headers, without those of the body
	 * @param method the method, which tells whether the answer has a body
	 * @param body the body, {@code null} for none
	 * @return the answer
	 * @throws IOException if there is none
	 */
	Answer exchange(String head, String method, byte @Nullable [] body) throws IOException {
		boolean fresh = this.socket == null;
		try {
			return exchange(open(), head, method, body);
		}
		catch (IOException ex) {
			close();
			if (fresh) {
				throw ex;
			}
			return exchange(open(), head, method, body);
		}
	}

	private Socket open() throws IOException {
		Socket open = this.socket;
		if (open == null) {
			open = new Socket(InetAddress.getLoopbackAddress(), this.port);
			open.setSoTimeout(PATIENCE_MILLIS);
			open.setTcpNoDelay(true);
			this.socket = open;
		}
		return open;
	}

	private Answer exchange(Socket open, String head, String method, byte @Nullable [] body) throws IOException {
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		String length = (body != null) ? "Content-Length: " + body.length + "\r\n" : "";
		request.writeBytes((head + "Host: 127.0.0.1\r\n" + length + "\r\n").getBytes(StandardCharsets.UTF_8));
		if (body != null) {
			request.writeBytes(body);
		}
		send(request.toByteArray(), open);
		Answer answer = read(new BufferedInputStream(open.getInputStream()), method);
		if (!this.keepAlive || "close".equalsIgnoreCase(answer.header("connection"))) {
			close();
		}
		return answer;
	}

	/**
	 * A server that refuses a request need not read its body, and may close the
	 * connection meanwhile. Its answer is there nevertheless.
	 */
	private static void send(byte[] request, Socket open) throws IOException {
		try {
			open.getOutputStream().write(request);
		}
		catch (SocketException ex) {
			if (open.getInputStream().available() == 0) {
				throw ex;
			}
		}
	}

	private static Answer read(InputStream in, String method) throws IOException {
		int status = Integer.parseInt(line(in).substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
		Map<String, String> headers = new TreeMap<>();
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
		}
		return new Answer(status, headers, method.equals("HEAD") ? "" : body(in, headers));
	}

	private static String body(InputStream in, Map<String, String> headers) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
			for (int size = chunk(in); size > 0; size = chunk(in)) {
				body.writeBytes(in.readNBytes(size));
				line(in);
			}
			line(in);
		}
		else {
			body.writeBytes(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
		}
		return body.toString(StandardCharsets.UTF_8);
	}

	private static int chunk(InputStream in) throws IOException {
		return Integer.parseInt(line(in).strip(), 16);
	}

	private static String line(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = in.read(); next != '\n'; next = in.read()) {
			if (next == -1) {
				throw new EOFException("The server has closed the connection");
			}
			line.write(next);
		}
		return line.toString(StandardCharsets.UTF_8).stripTrailing();
	}

	@Override
	public void close() throws IOException {
		if (this.socket != null) {
			this.socket.close();
			this.socket = null;
		}
	}

	/**
	 * An answer.
	 *
	 * @param status the status
	 * @param headers the headers, by their names in lower case
	 * @param body the body
	 */
	record Answer(int status, Map<String, String> headers, String body) {

		String header(String name) {
			return this.headers.getOrDefault(name, "");
		}

	}

}
