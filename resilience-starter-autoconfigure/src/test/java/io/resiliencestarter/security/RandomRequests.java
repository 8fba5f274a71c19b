package io.resiliencestarter.security;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Makes requests for the endpoints of which none is an action that makes sense. The same
 * seed makes the same requests.
 */
final class RandomRequests {

	/** Nobody may get it back as markup. */
	static final String MARKUP = "<x-fuzz onload=alert(1)>";

	private static final List<String> METHODS = List.of("GET", "GET", "POST", "POST", "POST", "POST", "PUT", "DELETE",
			"PATCH", "HEAD", "OPTIONS", "TRACE", "BREW");

	private static final List<String> ENDPOINTS = List.of("db-pool", "redis-pool", "breakers", "resilience");

	private static final List<String> KNOWN = List.of("dataSource", "redisConnectionFactory", "db.dataSource",
			"redis.redisConnectionFactory", "auth-service", "incidents", "console.js", "console.css");

	/** Those at which the web framework itself fails, whatever the path, are left out. */
	private static final List<String> TYPES = List.of("application/json", "application/json", "application/json",
			"application/json", "application/vnd.spring-boot.actuator.v3+json", "application/json;charset=UTF-16",
			"text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "nonsense",
			"application/json;charset=nonsense");

	private static final List<String> ACCEPTED = List.of("*/*", "*/*", "application/json", "text/html", "text/plain",
			"application/xml", "text/javascript", "nonsense", "text/html;q=banana", MARKUP);

	private final Random random;

	RandomRequests(long seed) {
		this.random = new Random(seed);
	}

	Request next() {
		String method = pick(METHODS);
		String path = path() + (chance(30) ? query() : "");
		StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
		if (chance(80)) {
			head.append("Accept: ").append(pick(ACCEPTED)).append("\r\n");
		}
		byte[] body = null;
		if (method.equals("POST")) {
			head.append(chance(90) ? "Content-Type: " + pick(TYPES) + "\r\n" : "");
			body = body();
		}
		else if (chance(10)) {
			head.append("Content-Type: application/json\r\n");
			body = body();
		}
		return new Request(method, head.toString(), body);
	}

	private String path() {
		StringBuilder path = new StringBuilder("/actuator/").append(pick(ENDPOINTS));
		int names = this.random.nextInt(4);
		for (int i = 0; i < names; i++) {
			path.append('/').append(chance(60) ? pick(KNOWN) : name());
		}
		return path.toString();
	}

	private String name() {
		return switch (this.random.nextInt(12)) {
			case 0 -> "..%2f..%2f..%2fetc%2fpasswd";
			case 1 -> "..";
			case 2 -> "%2e%2e;/" + pick(KNOWN);
			case 3 -> pick(KNOWN) + "%00";
			case 4 -> pick(KNOWN) + ";jsessionid=" + MARKUP.replace(" ", "%20");
			case 5 -> "%zz%";
			case 6 -> "%F0%9F%92%A9%E2%80%AE%0d%0aSet-Cookie:%20a=b";
			case 7 -> "n".repeat(this.random.nextInt(6000));
			case 8 -> "%3Cx-fuzz%20onload=alert(1)%3E";
			case 9 -> MARKUP.replace(" ", "");
			case 10 -> "%C3%28" + pick(KNOWN);
			default -> letters(20);
		};
	}

	private String query() {
		return switch (this.random.nextInt(9)) {
			case 0 -> "?since=" + this.random.nextLong();
			case 1 -> "?since=" + this.random.nextLong() + "&since=" + this.random.nextLong();
			case 2 -> "?since=%3Cx-fuzz%20onload=alert(1)%3E";
			case 3 -> "?since=" + "9".repeat(1 + this.random.nextInt(200));
			case 4 -> "?since=";
			case 5 -> "?action=" + letters(9) + "&max=-1&state=" + letters(9) + "&forMs=0";
			case 6 -> "?" + letters(5) + "=%00%ff%zz";
			case 7 -> "?pool=redis&name=x&part=y&since=NaN";
			default -> "?" + "&".repeat(50);
		};
	}

	private byte[] body() {
		return switch (this.random.nextInt(14)) {
			case 0 -> new byte[0];
			case 1 -> bytes(this.random.nextInt(200));
			case 2 -> ("{\"action\":\"" + letters(200_000) + "\"}").getBytes(StandardCharsets.UTF_8);
			case 3 -> nested(this.random.nextInt(3000));
			case 4 -> concat("{\"action\":\"".getBytes(StandardCharsets.UTF_8), bytes(9));
			case 5 -> pick(List.of("null", "[]", "1", "\"evict\"", "true", "{", "[{}]", "{\"action\"", "\u0000", "NaN"))
				.getBytes(StandardCharsets.UTF_8);
			case 6 -> "action=evict&max=3&state=closed".getBytes(StandardCharsets.UTF_8);
			case 7 -> "{\"action\":\"evict\",\"state\":\"closed\"".getBytes(StandardCharsets.UTF_8);
			case 8 -> ("{\"max\":" + "9".repeat(1 + this.random.nextInt(2000)) + "}").getBytes(StandardCharsets.UTF_8);
			default -> object().getBytes(StandardCharsets.UTF_8);
		};
	}

	private static byte[] nested(int depth) {
		return ("{\"action\":".repeat(depth) + "1" + "}".repeat(depth)).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Either the action is none, or what it needs is wrong.
	 */
	private String object() {
		String action = chance(50) ? "resize" : wrong();
		String state = chance(30) ? "open" : wrong();
		StringBuilder object = new StringBuilder("{");
		member(object, "action", action.equals("resize") ? "\"resize\"" : action);
		member(object, "max", wrongNumber());
		member(object, "state", state.equals("open") ? "\"open\"" : state);
		object.append("\"forMs\":").append(wrongNumber());
		if (chance(20)) {
			object.append(",\"").append(letters(6)).append("\":").append(wrong());
		}
		return object.append('}').toString();
	}

	private void member(StringBuilder object, String name, String value) {
		if (chance(85)) {
			object.append('"').append(name).append("\":").append(value).append(',');
		}
	}

	private String wrong() {
		List<Supplier<String>> values = List.of(() -> "null", () -> "\"\"", () -> "true", () -> "[\"resize\",1]",
				() -> "{\"resize\":{}}", () -> "\"" + letters(12) + "\"", () -> "\"RESIZE\"", () -> "\"evict \"",
				() -> "\"closed\\u0000\"", () -> "\"" + MARKUP + "\"", () -> "\"\\ud83d\"", this::wrongNumber);
		return pick(values).get();
	}

	private String wrongNumber() {
		return pick(List.of("0", "-1", "-2147483649", "2147483648", "9223372036854775808", "1e400", "-1e400", "0.4",
				"\"many\"", "\"0x\"", "true", "[1,2]", "{}", "\"NaN\"", "-0", "123456789012345678901234567890"));
	}

	private String letters(int most) {
		int length = 1 + this.random.nextInt(most);
		return this.random.ints(length, 'a', 'z' + 1)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	private byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private static byte[] concat(byte[] first, byte[] second) {
		byte[] both = new byte[first.length + second.length];
		System.arraycopy(first, 0, both, 0, first.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

	private boolean chance(int percent) {
		return this.random.nextInt(100) < percent;
	}

	private <T> T pick(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	/**
	 * A request.
	 *
	 * @param method the method
	 * @param head the request line and headers
	 * @param body the body, {@code null} for none
	 */
	@SuppressWarnings("ArrayRecordComponent") // compared by nobody
	record Request(String method, String head, byte @Nullable [] body) {

		@Override
		public String toString() {
			String text = (this.body != null) ? new String(this.body, StandardCharsets.UTF_8) : "";
			return this.head.strip() + "\n" + text.substring(0, Math.min(300, text.length()));
		}

	}

}
