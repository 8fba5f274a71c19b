package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.DefaultSortParameters;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.SortParameters.Order;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static io.resiliencestarter.redis.Entries.bytes;
import static org.awaitility.Awaitility.await;

/**
 * Calls that only make sense one after the other, or with particular arguments.
 */
final class Conversations {

	private final Map<String, Conversation> all = new TreeMap<>();

	private Conversations() {
		transactions();
		pipelines();
		scripts();
		errors();
		rawCommands();
		streams();
		blocking();
		subscriptions();
		reactiveSubscriptions();
		templates();
	}

	static Map<String, Conversation> all() {
		return new Conversations().all;
	}

	private void transactions() {
		connected("transaction", (connection) -> {
			connection.multi();
			Object queued = connection.stringCommands().get(bytes("text"));
			connection.stringCommands().incr(bytes("text"));
			connection.listCommands().lRange(bytes("list"), 0, -1);
			return together(String.valueOf(queued), connection.isQueueing(), connection.exec(),
					connection.isQueueing());
		});
		connected("transaction discarded", (connection) -> {
			connection.multi();
			connection.stringCommands().incr(bytes("text"));
			connection.discard();
			return connection.stringCommands().get(bytes("text"));
		});
		connected("transaction with mistake", (connection) -> {
			connection.multi();
			connection.stringCommands().incr(bytes("text"));
			connection.stringCommands().incr(bytes("list"));
			return connection.exec();
		});
		connected("transaction with refused command", (connection) -> {
			connection.multi();
			connection.execute("GET");
			return connection.exec();
		});
		this.all.put("transaction that lost a watched key", (factory) -> {
			try (RedisConnection connection = factory.getConnection();
					RedisConnection other = factory.getConnection()) {
				connection.watch(bytes("text"));
				other.stringCommands().incr(bytes("text"));
				connection.multi();
				connection.stringCommands().incr(bytes("text"));
				return connection.exec();
			}
		});
		connected("watch and unwatch", (connection) -> {
			connection.watch(bytes("text"));
			connection.unwatch();
			return connection.isQueueing();
		});
		connected("end of no transaction", RedisConnection::exec);
		connected("discard of no transaction", (connection) -> {
			connection.discard();
			return null;
		});
		connected("watch in transaction", (connection) -> {
			connection.multi();
			connection.watch(bytes("text"));
			return null;
		});
	}

	private void pipelines() {
		connected("pipeline", (connection) -> {
			connection.openPipeline();
			connection.stringCommands().incr(bytes("text"));
			connection.hashCommands().hGetAll(bytes("hash"));
			connection.keyCommands().exists(bytes("nothing"));
			return together(connection.isPipelined(), connection.closePipeline(), connection.isPipelined());
		});
		connected("pipeline with mistake", (connection) -> {
			connection.openPipeline();
			connection.stringCommands().incr(bytes("text"));
			connection.stringCommands().incr(bytes("list"));
			connection.stringCommands().incr(bytes("text"));
			return connection.closePipeline();
		});
		connected("after pipeline with mistake", (connection) -> {
			connection.openPipeline();
			connection.stringCommands().incr(bytes("list"));
			String first = Answers.of(connection::closePipeline);
			return together(first, connection.stringCommands().incr(bytes("text")));
		});
		connected("transaction in pipeline", (connection) -> {
			connection.openPipeline();
			connection.multi();
			connection.stringCommands().incr(bytes("text"));
			connection.exec();
			return connection.closePipeline();
		});
		connected("pipeline in transaction", (connection) -> {
			connection.multi();
			connection.openPipeline();
			connection.stringCommands().incr(bytes("text"));
			return together(connection.closePipeline(), connection.exec());
		});
		connected("pipeline opened twice", (connection) -> {
			connection.openPipeline();
			connection.openPipeline();
			connection.stringCommands().incr(bytes("text"));
			return together(connection.closePipeline(), connection.closePipeline());
		});
	}

	private void scripts() {
		connected("script", (connection) -> connection.scriptingCommands()
			.eval(bytes("return {KEYS[1], ARGV[1], 3}"), ReturnType.MULTI, 1, bytes("text"), bytes("argument")));
		connected("script of a value", (connection) -> connection.scriptingCommands()
			.eval(bytes("return redis.call('get', KEYS[1])"), ReturnType.VALUE, 1, bytes("text")));
		connected("script with mistake", (connection) -> connection.scriptingCommands()
			.eval(bytes("return redis.call('incr', KEYS[1])"), ReturnType.INTEGER, 1, bytes("list")));
		connected("script that is unknown", (connection) -> connection.scriptingCommands()
			.evalSha("0000000000000000000000000000000000000000", ReturnType.BOOLEAN, 0));
		connected("script that is known", (connection) -> {
			String digest = String.valueOf(connection.scriptingCommands().scriptLoad(bytes("return 1")));
			return together(digest, connection.scriptingCommands().scriptExists(digest, "unknown"),
					String.valueOf(connection.scriptingCommands().<Object>evalSha(digest, ReturnType.INTEGER, 0)));
		});
		this.all.put("script of a template", (factory) -> new StringRedisTemplate(factory)
			.execute(RedisScript.of("return redis.call('incr', KEYS[1])", Long.class), List.of("text")));
	}

	@SuppressWarnings("unchecked") // arrays of generic types
	private void errors() {
		connected("wrong type", (connection) -> connection.stringCommands().get(bytes("list")));
		connected("not a number", (connection) -> connection.stringCommands().incr(bytes("e3")));
		connected("wrong number of arguments", (connection) -> connection.execute("GET"));
		connected("unknown command", (connection) -> connection.execute("NOTHING", bytes("e1")));
		connected("no such key", (connection) -> {
			connection.keyCommands().rename(bytes("nothing"), bytes("something"));
			return null;
		});
		connected("no such group", (connection) -> connection.streamCommands()
			.xReadGroup(Consumer.from("nothing", "1"), StreamOffset.create(bytes("stream"), ReadOffset.from(">"))));
		connected("no key", (connection) -> connection.keyCommands().del());
		connected("after a mistake", (connection) -> {
			String first = Answers.of(() -> connection.stringCommands().get(bytes("list")));
			return together(first, String.valueOf(connection.stringCommands().incr(bytes("text"))));
		});
	}

	private void rawCommands() {
		connected("raw command", (connection) -> connection.execute("GET", bytes("text")));
		connected("raw command in lower case", (connection) -> connection.execute("incrby", bytes("text"), bytes("3")));
		connected("raw command of a list",
				(connection) -> connection.execute("LRANGE", bytes("list"), bytes("0"), bytes("-1")));
		connected("raw command in pipeline", (connection) -> {
			connection.openPipeline();
			connection.execute("INCR", bytes("text"));
			return connection.closePipeline();
		});
		connected("echo and ping", (connection) -> together(String.valueOf(connection.ping()),
				String.valueOf(connection.echo(bytes("echo")).length)));
		connected("size of the database", (connection) -> connection.serverCommands().dbSize());
		connected("settings of the server", (connection) -> connection.serverCommands().getConfig("maxmemory-policy"));
		connected("clients of the server", (connection) -> connection.serverCommands().getClientList().isEmpty());
		connected("scan",
				(connection) -> connection.keyCommands().scan(ScanOptions.scanOptions().match("*e*").count(2).build()));
		connected("sort", (connection) -> connection.keyCommands()
			.sort(bytes("set"), new DefaultSortParameters(null, null, null, Order.DESC, true)));
		connected("random members", (connection) -> connection.setCommands().sPop(bytes("set"), 3).size());
	}

	@SuppressWarnings("unchecked") // arrays of generic types
	private void streams() {
		StreamOffset<byte[]> news = StreamOffset.create(bytes("stream"), ReadOffset.lastConsumed());
		connected("stream read by a group", (connection) -> {
			Object read = connection.streamCommands()
				.xReadGroup(Consumer.from("1", "1"), StreamReadOptions.empty().count(2), news);
			Object pending = Objects.requireNonNull(connection.streamCommands().xPending(bytes("stream"), "1"))
				.getTotalPendingMessages();
			Object acknowledged = connection.streamCommands().xAck(bytes("stream"), "1", RecordId.of(1, 1));
			return together(read, pending, acknowledged);
		});
		connected("stream that waits", (connection) -> connection.streamCommands()
			.xRead(StreamReadOptions.empty().block(Duration.ofMillis(50)), StreamOffset.latest(bytes("stream"))));
	}

	private void blocking() {
		connected("wait for nothing", (connection) -> connection.listCommands().bLPop(1, bytes("nothing")));
		this.all.put("wait for an element", (factory) -> {
			try (RedisConnection waiting = factory.getConnection(); RedisConnection other = factory.getConnection()) {
				other.listCommands().rPush(bytes("queue"), bytes("element"));
				return waiting.listCommands().bRPopLPush(2, bytes("queue"), bytes("done"));
			}
		});
	}

	private void subscriptions() {
		this.all.put("subscription", (factory) -> {
			try (RedisConnection subscriber = factory.getConnection();
					RedisConnection other = factory.getConnection()) {
				Queue<String> received = new ConcurrentLinkedQueue<>();
				subscriber.subscribe((message, pattern) -> received.add(message.toString()), bytes("channel"));
				await().until(() -> Long.valueOf(1).equals(other.publish(bytes("channel"), bytes("message"))));
				await().until(() -> !received.isEmpty());
				String refused = Answers.of(() -> subscriber.stringCommands().get(bytes("text")));
				String again = Answers.of(() -> {
					subscriber.subscribe((message, pattern) -> {
					}, bytes("another"));
					return null;
				});
				List<@Nullable Object> seen = together(subscriber.isSubscribed(), refused, again, received.element());
				Objects.requireNonNull(subscriber.getSubscription()).unsubscribe();
				return together(seen, subscriber.isSubscribed());
			}
		});
		this.all.put("subscription of a container", (factory) -> {
			Queue<String> received = new ConcurrentLinkedQueue<>();
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(factory);
			container.addMessageListener((message, pattern) -> received.add(message.toString()),
					new ChannelTopic("channel"));
			container.afterPropertiesSet();
			container.start();
			try {
				StringRedisTemplate template = new StringRedisTemplate(factory);
				await().until(() -> Long.valueOf(1).equals(template.convertAndSend("channel", "message")));
				await().until(() -> !received.isEmpty());
				return received.element();
			}
			finally {
				container.destroy();
			}
		});
	}

	private void reactiveSubscriptions() {
		this.all.put("reactive subscription", (factory) -> {
			ReactiveStringRedisTemplate reactive = new ReactiveStringRedisTemplate(
					(ReactiveRedisConnectionFactory) factory);
			StringRedisTemplate template = new StringRedisTemplate(factory);
			Future<?> received = reactive.listenToChannel("channel")
				.next()
				.map((message) -> message.getMessage())
				.toFuture();
			await().until(() -> Long.valueOf(1).equals(template.convertAndSend("channel", "message")));
			return received.get(5, TimeUnit.SECONDS);
		});
	}

	private void templates() {
		this.all.put("session of a template",
				(factory) -> new StringRedisTemplate(factory).execute(new SessionCallback<@Nullable Object>() {

					@Override
					@SuppressWarnings("unchecked")
					public <K, V> @Nullable Object execute(RedisOperations<K, V> operations) {
						RedisOperations<String, String> texts = (RedisOperations<String, String>) operations;
						texts.watch("text");
						texts.multi();
						texts.opsForValue().increment("text");
						return texts.exec();
					}

				}));
		this.all.put("pipeline of a template",
				(factory) -> new StringRedisTemplate(factory).executePipelined((RedisConnection connection) -> {
					connection.stringCommands().incr(bytes("text"));
					connection.stringCommands().get(bytes("text"));
					return null;
				}));
	}

	private static List<@Nullable Object> together(@Nullable Object... answers) {
		return Arrays.asList(answers);
	}

	private void connected(String name, Connected conversation) {
		this.all.put(name, (factory) -> {
			try (RedisConnection connection = factory.getConnection()) {
				return Answers.resolve(conversation.hold(connection));
			}
		});
	}

	/**
	 * A conversation with Redis.
	 */
	@FunctionalInterface
	interface Conversation {

		@Nullable Object hold(RedisConnectionFactory factory) throws Exception;

	}

	/**
	 * A conversation over one connection.
	 */
	@FunctionalInterface
	interface Connected {

		@Nullable Object hold(RedisConnection connection) throws Exception;

	}

}
