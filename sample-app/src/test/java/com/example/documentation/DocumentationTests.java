package com.example.documentation;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The form of the documentation.
 */
class DocumentationTests {

	private static final Pattern MODULE = Pattern.compile("-pl (\\S+)");

	private static final Pattern PROJECT_VERSION = Pattern
		.compile("<artifactId>resilience-starter-parent</artifactId>\\s*<version>([^<]+)</version>");

	static Stream<Document> documents() {
		return Document.all().stream();
	}

	@ParameterizedTest
	@MethodSource("documents")
	void linksLeadSomewhere(Document document) {
		assertThat(document.links()).allMatch((link) -> leadsSomewhere(document, link));
	}

	private static boolean leadsSomewhere(Document document, String link) {
		String[] parts = link.split("#", 2);
		Path path = parts[0].isEmpty() ? document.path() : document.resolve(parts[0]);
		return Document.exists(path) && (parts.length == 1 || Document.read(path.toString()).hasAnchor(parts[1]));
	}

	@ParameterizedTest
	@MethodSource("documents")
	void modulesOfCommandsExist(Document document) {
		assertThat(document.commands("mvn")).allSatisfy((command) -> MODULE.matcher(command)
			.results()
			.forEach((module) -> assertThat(Document.exists(Path.of(module.group(1), "pom.xml"))).isTrue()));
	}

	@Test
	void dependencyIsThatOfThisProject() {
		String version = PROJECT_VERSION.matcher(Document.read("pom.xml").text())
			.results()
			.map((result) -> result.group(1))
			.findFirst()
			.orElseThrow();
		List<String> dependencies = documents().flatMap((document) -> document.blocks("xml").stream())
			.filter((xml) -> xml.contains("<groupId>io.resiliencestarter</groupId>"))
			.toList();
		assertThat(dependencies).isNotEmpty()
			.allSatisfy((xml) -> assertThat(xml).contains("<artifactId>resilience-starter</artifactId>",
					"<version>" + version + "</version>"));
	}

	@Test
	void readmeIsShort() {
		assertThat(Document.read("README.md").lines()).hasSizeLessThanOrEqualTo(150);
	}

}
