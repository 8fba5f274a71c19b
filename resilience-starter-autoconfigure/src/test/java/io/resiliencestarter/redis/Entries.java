package io.resiliencestarter.redis;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamRecords;

/**
 * The entries that each call begins with: one of each type, with elements, fields and
 * members {@code e1} to {@code e3}.
 */
final class Entries {

	private Entries() {
	}

	/**
	 * Replace all entries.
	 * @param factory leads to the database
	 */
	static void renew(RedisConnectionFactory factory) {
		try (RedisConnection connection = factory.getConnection()) {
			connection.openPipeline();
			connection.serverCommands().flushDb();
			connection.stringCommands().set(bytes("text"), bytes("7"));
			connection.stringCommands().set(bytes("e3"), bytes("word"));
			connection.listCommands().rPush(bytes("list"), bytes("e1"), bytes("e2"), bytes("e3"));
			connection.setCommands().sAdd(bytes("set"), bytes("e1"), bytes("e2"), bytes("e3"));
			connection.hyperLogLogCommands().pfAdd(bytes("counter"), bytes("e1"), bytes("e2"));
			connection.hashCommands().hSet(bytes("hash"), bytes("e1"), bytes("1"));
			connection.hashCommands().hSet(bytes("hash"), bytes("e2"), bytes("2"));
			addScores(connection);
			addStream(connection);
			connection.closePipeline();
		}
	}

	private static void addScores(RedisConnection connection) {
		for (int i = 1; i <= 3; i++) {
			byte[] member = bytes("e" + i);
			connection.zSetCommands().zAdd(bytes("scores"), i, member);
			connection.geoCommands().geoAdd(bytes("geo"), new Point(13 + i / 10.0, 52.5), member);
		}
	}

	private static void addStream(RedisConnection connection) {
		byte[] key = bytes("stream");
		for (int i = 1; i <= 3; i++) {
			connection.streamCommands()
				.xAdd(StreamRecords.newRecord()
					.in(key)
					.ofMap(Map.of(bytes("e1"), bytes("value-" + i)))
					.withId(RecordId.of(1, i)));
		}
		connection.streamCommands().xGroupCreate(key, "1", ReadOffset.from("0"));
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
