package com.example.documentation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command line of curl, as far as the documentation uses it: whoever runs the tests
 * need not have curl.
 *
 * @param line the line
 */
record CurlCommand(String line) {

	private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

	/**
	 * Do what the command does.
	 * @param port the port of the application, which may not be the usual one
	 * @return the answer
	 * @throws IOException if there is none
	 * @throws InterruptedException if interrupted
	 */
	HttpResponse<String> run(int port) throws IOException, InterruptedException {
		return HttpClient.newHttpClient().send(request(port), BodyHandlers.ofString());
	}

	private HttpRequest request(int port) {
		HttpRequest.Builder request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(30));
		String method = "GET";
		HttpRequest.BodyPublisher body = BodyPublishers.noBody();
		Iterator<String> words = words().iterator();
		words.next();
		while (words.hasNext()) {
			String word = words.next();
			switch (word) {
				case "-s" -> {
				}
				case "-X" -> method = words.next();
				case "-H" -> request.headers(words.next().split(": *", 2));
				case "-d" -> body = BodyPublishers.ofString(words.next());
				default -> request.uri(uri(word, port));
			}
		}
		return request.method(method, body).build();
	}

	private static URI uri(String word, int port) {
		if (!word.startsWith("localhost:8080")) {
			throw new IllegalArgumentException("Not understood: " + word);
		}
		return URI.create("http://" + word.replace("localhost:8080", "localhost:" + port));
	}

	private List<String> words() {
		return WORD.matcher(this.line)
			.results()
			.map((word) -> (word.group(1) != null) ? word.group(1) : word.group(2))
			.toList();
	}

}
