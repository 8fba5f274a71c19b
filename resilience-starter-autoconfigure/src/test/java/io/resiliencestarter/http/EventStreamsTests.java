package io.resiliencestarter.http;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventStreams}.
 */
class EventStreamsTests {

	@ParameterizedTest
	@CsvSource({ "text/event-stream, true", "Text/Event-Stream;charset=UTF-8, true", "application/x-ndjson, true",
			"application/json, false", "nonsense, false", ", false" })
	void isToldByTheContentType(@Nullable String contentType, boolean stream) {
		assertThat(EventStreams.isOne(contentType)).isEqualTo(stream);
	}

}
