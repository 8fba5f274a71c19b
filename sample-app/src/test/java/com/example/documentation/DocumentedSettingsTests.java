package com.example.documentation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each setting that a page names exists, and an application starts with each block.
 */
class DocumentedSettingsTests {

	/**
	 * Names with a dot behind {@code resilience}, but for {@code io.resilience...}.
	 */
	private static final Pattern NAME = Pattern.compile("(?<![\\w.:/-])resilience\\.[a-z][\\w.<>*-]*");

	private static final Pattern METER = Pattern
		.compile("resilience\\.(pool|calls)\\..+|resilience\\.budget\\.(total|share|instances)");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final KnownSettings SETTINGS = new KnownSettings();

	static Stream<Document> documents() {
		return Document.all().stream();
	}

	static Stream<Arguments> blocks() {
		return documents().flatMap((document) -> document.blocks("yaml").stream().map((yaml) -> {
			return Arguments.of(document, yaml);
		}));
	}

	@ParameterizedTest
	@MethodSource("documents")
	void namesOfSettingsExist(Document document) {
		assertThat(NAME.matcher(document.text()).results().map((name) -> name.group()))
			.allMatch(DocumentedSettingsTests::exists);
	}

	/**
	 * Each setting is named in full, or is in the first column of a table without what
	 * all of the table have in common. Then the second or the third has its default.
	 */
	@Test
	void eachSettingIsDocumentedWithItsDefault() {
		Document page = Document.read("docs/configuration.md");
		SETTINGS.defaults().forEach((name, value) -> {
			List<String> rows = page.lines().stream().filter((line) -> isRowOf(line, name)).toList();
			assertThat(rows.isEmpty() && !page.text().contains(name)).as("%s is missing", name).isFalse();
			if (!rows.isEmpty() && !value.isEmpty()) {
				assertThat(rows).as("default of %s", name).anyMatch((row) -> row.contains("`" + value + "`"));
			}
		});
	}

	private static boolean isRowOf(String line, String setting) {
		int end = line.indexOf('|', 1);
		return line.startsWith("| `") && CODE.matcher(line.substring(0, end))
			.results()
			.anyMatch((name) -> setting.endsWith("." + name.group(1)));
	}

	private static boolean exists(String text) {
		String name = text.replaceAll("[.-]+$", "");
		if (METER.matcher(name).matches()) {
			return true;
		}
		if (name.endsWith(".*")) {
			return SETTINGS.containsBelow(name.substring(0, name.length() - 2));
		}
		return SETTINGS.contains(name) || SETTINGS.containsBelow(name);
	}

	@ParameterizedTest
	@MethodSource("blocks")
	void settingsOfBlocksExist(Document document, String yaml) throws IOException {
		assertThat(settings(yaml)).allMatch(SETTINGS::contains);
	}

	@ParameterizedTest
	@MethodSource("blocks")
	void applicationStartsWithBlock(Document document, String yaml) throws IOException {
		try (ConfigurableApplicationContext context = start(yaml)) {
			assertThat(context.isActive()).isTrue();
		}
	}

	@Test
	void theFirstBlockOfTheReadmeDoesWhatItSays() throws IOException {
		try (ConfigurableApplicationContext context = start(Document.read("README.md").blocks("yaml").get(0))) {
			HikariDataSource pool = context.getBean(HikariDataSource.class);
			assertThat(pool.getMinimumIdle()).isEqualTo(10);
			assertThat(pool.getMaximumPoolSize()).isEqualTo(30);
			assertThat(BeanFactoryAnnotationUtils.qualifiedBeanOfType(context.getBeanFactory(), RestClient.class,
					"auth-service"))
				.isNotNull();
		}
	}

	private static List<String> settings(String yaml) throws IOException {
		return load(yaml).stream()
			.flatMap((source) -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
			.filter((name) -> name.startsWith("resilience."))
			.toList();
	}

	private static List<PropertySource<?>> load(String yaml) throws IOException {
		return new YamlPropertySourceLoader().load("block",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
	}

	private static ConfigurableApplicationContext start(String yaml) throws IOException {
		List<PropertySource<?>> sources = load(yaml);
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties(Map.of("spring.config.name", "none", "spring.datasource.url",
					"jdbc:postgresql://localhost:1/nobody", "spring.sql.init.mode", "never",
					"spring.data.redis.repositories.enabled", "false"))
			.initializers((context) -> sources.forEach(context.getEnvironment().getPropertySources()::addLast))
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
