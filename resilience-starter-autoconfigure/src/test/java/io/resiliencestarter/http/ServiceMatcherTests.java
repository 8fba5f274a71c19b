package io.resiliencestarter.http;

import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceMatcher}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceMatcherTests {

	private static final Map<String, URI> URLS = Stream
		.of("http://auth:8085", "http://shared/git/", "http://shared/git/lfs", "https://shared/export",
				"http://[::1]:9000/ai")
		.collect(Collectors.toMap((url) -> url, URI::create));

	private final ServiceMatcher<URI> matcher = new ServiceMatcher<>(URLS, (url) -> url, null);

	@ParameterizedTest
	@CsvSource({ "http://auth:8085, http://auth:8085", "http://auth:8085/, http://auth:8085",
			"http://auth:8085/users?id=1, http://auth:8085", "HTTP://AUTH:8085/users, http://auth:8085",
			"http://me:secret@auth:8085/users, http://auth:8085", "http://shared/git, http://shared/git/",
			"http://shared:80/git/repos, http://shared/git/", "http://shared/git/lfs/1, http://shared/git/lfs",
			"http://shared/git/lfs2, http://shared/git/", "https://shared:443/export/1, https://shared/export",
			"http://[::1]:9000/ai/x, http://[::1]:9000/ai" })
	void finds(URI url, URI baseUrl) {
		assertThat(this.matcher.match(url)).isEqualTo(baseUrl);
	}

	@ParameterizedTest
	@CsvSource({ "http://auth", "http://auth:8086/users", "https://auth:8085/users", "http://auth.example:8085/users",
			"http://shared/", "http://shared/github", "http://shared/Git", "http://shared/export", "/users",
			"mailto:me@auth" })
	void leavesAlone(URI url) {
		assertThat(this.matcher.match(url)).isNull();
	}

	@Test
	void nameWinsOverTheUrl() {
		URI url = URI.create("http://auth:8085/users");
		assertThat(this.matcher.match("https://shared/export", url)).isEqualTo(URI.create("https://shared/export"));
		assertThat(this.matcher.match("http://nobody", url)).isEqualTo(URI.create("http://auth:8085"));
		assertThat(this.matcher.match(null, url)).isEqualTo(URI.create("http://auth:8085"));
	}

	@Test
	void warnsOfABoundedNumberOfUnknownNames(CapturedOutput output) {
		for (int number = 0; number < 1000; number++) {
			this.matcher.match("nobody" + number, URI.create("http://elsewhere"));
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("'nobody"))).hasSize(20);
	}

	@Test
	void anotherCanBeFoundOtherwise() {
		ServiceMatcher<URI> open = new ServiceMatcher<>(URLS, (url) -> url, (url) -> url.resolve("/"));
		assertThat(open.match(URI.create("http://auth:8085/users"))).isEqualTo(URI.create("http://auth:8085"));
		assertThat(open.match(URI.create("http://elsewhere/x"))).isEqualTo(URI.create("http://elsewhere/"));
		assertThat(open.match(URI.create("/users"))).isNull();
	}

}
