package io.resiliencestarter;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.resiliencestarter.breaker.BreakersEndpoint.BreakerDescriptor;
import io.resiliencestarter.console.ResilienceEndpoint.ResilienceDescriptor;
import io.resiliencestarter.db.DbPoolEndpoint.DbPoolDescriptor;
import io.resiliencestarter.redis.RedisPoolEndpoint.RedisPoolDescriptor;
import io.resiliencestarter.support.IncidentDescriptor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoints answer is what their page says, name by name.
 */
class DocumentedEndpointsTests {

	private static final Pattern KEY = Pattern.compile("\"(\\w+)\": ?[\"\\[{\\d]");

	private static final Pattern CODE = Pattern.compile("[`\"]([\\w.]+)[`\"]");

	/** Names of the user's: applications, for one. */
	private static final Set<String> EXAMPLES = Set.of("orders", "billing", "psql", "error", "action", "max", "forMs",
			"detail", "status", "title");

	@Test
	void eachKeyOfAnAnswerIsExplained() throws IOException {
		Set<String> words = CODE.matcher(pages())
			.results()
			.flatMap((word) -> Stream.of(word.group(1), word.group(1).substring(word.group(1).lastIndexOf('.') + 1)))
			.collect(Collectors.toSet());
		assertThat(words).containsAll(keys());
	}

	@Test
	void eachKeyThatIsShownIsThere() throws IOException {
		Set<String> known = keys();
		known.addAll(EXAMPLES);
		assertThat(KEY.matcher(pages()).results().map((key) -> key.group(1)).collect(Collectors.toSet())).isNotEmpty()
			.isSubsetOf(known);
	}

	@Test
	void eachEndpointIsListed() throws IOException {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(Endpoint.class));
		Set<String> ids = scanner.findCandidateComponents("io.resiliencestarter")
			.stream()
			.map((bean) -> ClassUtils.resolveClassName(String.valueOf(bean.getBeanClassName()), null))
			.map((type) -> MergedAnnotations.from(type).get(Endpoint.class).getString("id"))
			.collect(Collectors.toSet());
		String page = pages();
		assertThat(ids).hasSizeGreaterThanOrEqualTo(4)
			.allSatisfy((id) -> assertThat(page).contains("| `" + id + "` |"));
	}

	private static String pages() throws IOException {
		return Files.readString(Path.of("../docs/endpoints.md")) + Files.readString(Path.of("../docs/budget.md"));
	}

	private static Set<String> keys() {
		Set<String> keys = new TreeSet<>();
		for (Class<?> type : new Class<?>[] { DbPoolDescriptor.class, RedisPoolDescriptor.class,
				BreakerDescriptor.class, IncidentDescriptor.class, ResilienceDescriptor.class }) {
			collect(type, keys);
		}
		return keys;
	}

	private static void collect(Type type, Set<String> keys) {
		if (type instanceof ParameterizedType generic) {
			collect(generic.getRawType(), keys);
			Arrays.stream(generic.getActualTypeArguments()).forEach((argument) -> collect(argument, keys));
		}
		else if (type instanceof Class<?> record && record.isRecord()) {
			for (RecordComponent component : record.getRecordComponents()) {
				keys.add(component.getName());
				collect(component.getGenericType(), keys);
			}
		}
	}

}
