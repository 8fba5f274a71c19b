package io.resiliencestarter.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;

/**
 * Tells the bodies that are streams of events, and so silent by nature.
 */
final class EventStreams {

	private static final List<String> TYPES = List.of(MediaType.TEXT_EVENT_STREAM_VALUE,
			MediaType.APPLICATION_NDJSON_VALUE);

	private EventStreams() {
	}

	static boolean isOne(@Nullable String contentType) {
		return TYPES.stream().anyMatch((type) -> StringUtils.startsWithIgnoreCase(contentType, type));
	}

}
