package io.resiliencestarter.http;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceMatcher}.
 */
class ServiceMatcherTests {

	private final ServiceMatcher<URI> matcher = new ServiceMatcher<>(List.of(URI.create("http://auth:8085"),
			URI.create("http://shared/git/"), URI.create("http://shared/git/lfs"), URI.create("https://shared/export"),
			URI.create("http://[::1]:9000/ai")), (url) -> url);

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

}
