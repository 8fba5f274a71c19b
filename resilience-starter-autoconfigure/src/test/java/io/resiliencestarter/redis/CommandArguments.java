package io.resiliencestarter.redis;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.geo.Circle;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.Expiration;

/**
 * Makes up arguments for a command, always the same: the first is the key of the family,
 * all others exist as an element, a field, a member or a group of it.
 */
final class CommandArguments {

	private static final Map<Class<?>, Object> SIMPLE = Map.ofEntries(Map.entry(String.class, "1"),
			Map.entry(String[].class, new String[] { "1" }), Map.entry(int.class, 1), Map.entry(Integer.class, 1),
			Map.entry(long.class, 2L), Map.entry(Long.class, 2L), Map.entry(double.class, 1.5),
			Map.entry(Number.class, 1.5), Map.entry(boolean.class, true),
			Map.entry(Duration.class, Duration.ofSeconds(1000)),
			Map.entry(Instant.class, Instant.parse("2100-01-01T00:00:00Z")),
			Map.entry(Expiration.class, Expiration.seconds(1000)), Map.entry(SetCondition.class, SetCondition.upsert()),
			Map.entry(ScanOptions.class, ScanOptions.NONE), Map.entry(Limit.class, Limit.limit().count(2)),
			Map.entry(RecordId[].class, recordIds()), Map.entry(ReadOffset.class, ReadOffset.from("0")),
			Map.entry(Consumer.class, Consumer.from("1", "1")), Map.entry(Point.class, new Point(13.4, 52.5)),
			Map.entry(Distance.class, new Distance(100_000)),
			Map.entry(Circle.class, new Circle(new Point(13.4, 52.5), new Distance(100_000))));

	private final String key;

	private int position;

	private CommandArguments(String key) {
		this.key = key;
	}

	/**
	 * Make up arguments.
	 * @param method the command
	 * @param key the key that it is for
	 * @return the arguments, empty if there is a type that nothing is known of
	 */
	static Optional<Object[]> of(Method method, String key) {
		CommandArguments arguments = new CommandArguments(key);
		Type[] types = method.getGenericParameterTypes();
		Object[] values = new Object[types.length];
		for (int i = 0; i < types.length; i++) {
			Object value = arguments.value(method.getParameterTypes()[i], types[i]);
			if (value == null) {
				return Optional.empty();
			}
			values[i] = value;
		}
		return Optional.of(values);
	}

	private @Nullable Object value(Class<?> type, Type generic) {
		if (type == byte[].class) {
			return bytes();
		}
		if (type == ByteBuffer.class) {
			return ByteBuffer.wrap(bytes());
		}
		if (type == byte[][].class) {
			return new byte[][] { bytes(), bytes() };
		}
		if (type == ByteBuffer[].class) {
			return new ByteBuffer[] { ByteBuffer.wrap(bytes()), ByteBuffer.wrap(bytes()) };
		}
		Object simple = simple(type);
		return (simple != null) ? simple : generic(type, generic);
	}

	private byte[] bytes() {
		String text = (this.position == 0) ? this.key : "e" + this.position;
		this.position++;
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static @Nullable Object simple(Class<?> type) {
		Object value = SIMPLE.get(type);
		return (value == null && type.isEnum()) ? type.getEnumConstants()[0] : value;
	}

	private static RecordId[] recordIds() {
		return new RecordId[] { RecordId.of("1-1") };
	}

	private @Nullable Object generic(Class<?> type, Type generic) {
		if (!(generic instanceof ParameterizedType parameterized)) {
			return (type == StreamOffset[].class) ? streams() : null;
		}
		Class<?> first = raw(parameterized.getActualTypeArguments()[0]);
		if (type == Map.class) {
			return map(first, raw(parameterized.getActualTypeArguments()[1]));
		}
		if (type == Range.class) {
			return range(first);
		}
		return (type == Set.class && first == Tuple.class) ? Set.of(Tuple.of(bytes(), 4.0)) : null;
	}

	private StreamOffset<?>[] streams() {
		return new StreamOffset<?>[] { StreamOffset.create(bytes(), ReadOffset.from("0")) };
	}

	private @Nullable Object map(Class<?> keys, Class<?> values) {
		Object value = (values == Point.class) ? new Point(13.4, 52.5) : value(values, values);
		Object mapKey = value(keys, keys);
		return (mapKey == null || value == null) ? null : Map.of(mapKey, value);
	}

	private static @Nullable Object range(Class<?> bounds) {
		if (bounds == Long.class) {
			return Range.closed(0L, 2L);
		}
		if (bounds == Number.class) {
			return Range.closed(1.0, 2.0);
		}
		return List.of(String.class, byte[].class, Object.class).contains(bounds) ? Range.unbounded() : null;
	}

	private static Class<?> raw(Type type) {
		if (type instanceof WildcardType wildcard) {
			return raw(wildcard.getUpperBounds()[0]);
		}
		if (type instanceof ParameterizedType parameterized) {
			return raw(parameterized.getRawType());
		}
		return (type instanceof Class<?> plain) ? plain : Object.class;
	}

}
