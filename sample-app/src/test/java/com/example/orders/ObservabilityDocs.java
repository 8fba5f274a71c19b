package com.example.orders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.json.JsonMapper;

/**
 * What the documentation says about meters, alerts and panels.
 */
final class ObservabilityDocs {

	static final Path FOLDER = Path.of("..", "docs");

	static final Path RULES = FOLDER.resolve("observability/resilience-alerts.yml");

	static final Path RULE_TESTS = FOLDER.resolve("observability/resilience-alerts-tests.yml");

	static final Path DASHBOARD = FOLDER.resolve("observability/grafana-dashboard.json");

	private static final Pattern METER = Pattern.compile("^\\| `(resilience[^`]+)` \\| `(resilience[^`]+)` \\|",
			Pattern.MULTILINE);

	private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

	private ObservabilityDocs() {
	}

	/**
	 * Return the documented meters.
	 * @return their names as Micrometer has them
	 */
	static Set<String> meters() throws IOException {
		return groups(METER, FOLDER.resolve("metrics.md"), 1);
	}

	/**
	 * Return the documented meters.
	 * @return their names as Prometheus has them
	 */
	static Set<String> metrics() throws IOException {
		return groups(METER, FOLDER.resolve("metrics.md"), 2);
	}

	/**
	 * Return where links into a page can lead.
	 * @param page the file
	 * @return the anchors of its headings, as GitHub makes them
	 */
	static Set<String> anchors(String page) throws IOException {
		return groups(HEADING, FOLDER.resolve(page), 1).stream()
			.map((heading) -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	/**
	 * Return the expressions of all panels.
	 */
	static List<String> expressions() throws IOException {
		return JsonMapper.shared()
			.readTree(Files.readString(DASHBOARD))
			.at("/panels")
			.valueStream()
			.flatMap((panel) -> panel.at("/targets").valueStream())
			.map((target) -> target.at("/expr").asString())
			.toList();
	}

	/**
	 * Return the values of a key in the rules.
	 * @param key the key
	 */
	static Set<String> rules(String key) throws IOException {
		return groups(Pattern.compile("\\b" + key + ": (\\S+)$", Pattern.MULTILINE), RULES, 1);
	}

	/**
	 * Return the names of all metrics of ours in a file.
	 * @param file the file
	 * @return the names, without what tells the parts of a timer
	 */
	static Set<String> metricsIn(Path file) throws IOException {
		return groups(Pattern.compile("\\bresilience(?:4j)?_\\w+"), file, 0).stream()
			.map((name) -> name.replaceFirst("_seconds_(count|sum|max)$", "_seconds"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> groups(Pattern pattern, Path file, int group) throws IOException {
		return pattern.matcher(Files.readString(file))
			.results()
			.map((MatchResult result) -> result.group(group))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
