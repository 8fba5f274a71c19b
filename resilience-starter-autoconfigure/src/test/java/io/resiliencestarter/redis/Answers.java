package io.resiliencestarter.redis;

import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

import org.springframework.data.redis.connection.stream.Record;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamInfo.XInfoConsumers;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.types.RedisClientInfo;

/**
 * Describes what a call returned or threw, so that two can be compared.
 */
final class Answers {

	private Answers() {
	}

	/**
	 * Wait for a result that is still to come, or read what is read on demand, as long as
	 * the connection is open.
	 * @param result what a call returned
	 * @return what can be described later
	 */
	static @Nullable Object resolve(@Nullable Object result) {
		if (result instanceof Publisher<?> publisher) {
			return Flux.from(publisher).collectList().block(Duration.ofSeconds(10));
		}
		return (result instanceof Cursor<?> cursor) ? Set.copyOf(cursor.stream().toList()) : result;
	}

	/**
	 * Leave out the order, which is by chance.
	 * @param result the elements, or a list of them
	 * @return a set of the elements
	 */
	static @Nullable Object unordered(@Nullable Object result) {
		return (result instanceof Collection<?> elements)
				? elements.stream().flatMap(Answers::elements).collect(Collectors.toSet()) : result;
	}

	private static Stream<?> elements(Object element) {
		return (element instanceof Collection<?> inner) ? inner.stream() : Stream.of(element);
	}

	/**
	 * Call.
	 * @param call what to call
	 * @return its result or its exception
	 */
	static String of(Callable<? extends @Nullable Object> call) {
		try {
			return describe(call.call());
		}
		catch (InvocationTargetException ex) {
			return describe(ex.getTargetException());
		}
		catch (Exception ex) {
			return describe(ex);
		}
	}

	/**
	 * The whole chain of causes, each with its message. A JVM that has thrown one of its
	 * own often enough leaves that out.
	 */
	private static String describe(Throwable thrown) {
		List<String> chain = new ArrayList<>();
		for (@Nullable
		Throwable cause = thrown; cause != null && chain.size() < 10; cause = cause.getCause()) {
			String message = (cause instanceof ClassCastException) ? "" : ": " + cause.getMessage();
			chain.add(cause.getClass().getSimpleName() + message);
		}
		return "throws " + String.join(" <- ", chain).replaceAll("@[0-9a-f]+", "@");
	}

	private static String describe(@Nullable Object result) {
		if (result instanceof Throwable thrown) {
			return describe(thrown);
		}
		if (result instanceof byte[] bytes) {
			return text(bytes);
		}
		if (result instanceof ByteBuffer buffer) {
			byte[] bytes = new byte[buffer.remaining()];
			buffer.duplicate().get(bytes);
			return text(bytes);
		}
		return isOfTheMoment(result) ? String.valueOf(result).replaceAll("\\d+", "#") : describeElements(result);
	}

	private static String describeElements(@Nullable Object result) {
		if (result instanceof Set<?> set) {
			return sorted(set);
		}
		if (result instanceof Collection<?> list) {
			return list.stream().map(Answers::describe).collect(Collectors.joining(", ", "[", "]"));
		}
		if (result instanceof Map<?, ?> map) {
			return sorted(map.entrySet());
		}
		if (result instanceof Map.Entry<?, ?> entry) {
			return describe(entry.getKey()) + "=" + describe(entry.getValue());
		}
		return describeValue(result);
	}

	private static String describeValue(@Nullable Object result) {
		if (result instanceof Tuple tuple) {
			return text(tuple.getValue()) + "=" + tuple.getScore();
		}
		if (result instanceof Record<?, ?> entry) {
			return describe(entry.getId()) + describe(entry.getValue());
		}
		if (result instanceof Object[] array) {
			return describe(Arrays.asList(array));
		}
		return (result != null && result.getClass().getName().contains("$$Lambda")) ? "lambda"
				: String.valueOf(result).replaceAll("@[0-9a-f]+", "@");
	}

	private static boolean isOfTheMoment(@Nullable Object result) {
		return result instanceof RedisClientInfo || result instanceof XInfoConsumers || result instanceof Duration
				|| (result instanceof RecordId id && id.getTimestamp() != null && id.getTimestamp() > 1000)
				|| (result instanceof Long number && number > 900 && number != 4_102_444_800L);
	}

	private static String sorted(Collection<?> elements) {
		return elements.stream().map(Answers::describe).sorted().collect(Collectors.joining(", ", "{", "}"));
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
