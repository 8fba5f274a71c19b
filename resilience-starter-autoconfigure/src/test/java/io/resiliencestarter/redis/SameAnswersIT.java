package io.resiliencestarter.redis;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;

import com.example.shop.ShopApplication;
import io.resiliencestarter.testing.TestServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The same call has the same result, or throws the same exception, with the starter and
 * without it: every command of Spring Data Redis that arguments can be made up for, by
 * itself, in a pipeline, in a transaction and reactive, and conversations of more than
 * one call. Each begins with the same entries.
 */
@Timeout(120)
class SameAnswersIT {

	/** What would disturb the server or other tests, or has an answer by chance. */
	private static final Set<String> LEFT_OUT = Set.of("bgReWriteAof", "bgSave", "flushAll", "getClientList",
			"createSubscription", "pSubscribe", "subscribe", "hRandField", "hRandFieldWithValues", "idletime", "info",
			"killClient", "lastSave", "migrate", "move", "randomKey", "replicaOf", "replicaOfNoOne", "resetConfigStats",
			"rewriteConfig", "sPop", "sRandMember", "save", "scriptFlush", "scriptKill", "select", "setClientName",
			"setConfig", "shutdown", "time", "zRandMember", "zRandMemberWithScore");

	private static final Map<String, String> KEYS = Map.of("geoCommands", "geo", "hashCommands", "hash",
			"hyperLogLogCommands", "counter", "listCommands", "list", "setCommands", "set", "streamCommands", "stream",
			"zSetCommands", "scores");

	private static final Map<Mode, ConfigurableApplicationContext> CONTEXTS = new EnumMap<>(Mode.class);

	private static final Map<String, Object> PLAIN_ANSWERS = new HashMap<>();

	@BeforeAll
	static void start() {
		for (Mode mode : Mode.values()) {
			CONTEXTS.put(mode,
					new SpringApplicationBuilder(ShopApplication.class).web(WebApplicationType.NONE)
						.properties(TestServers.redis().properties())
						.properties("spring.data.redis.database=9", "spring.main.lazy-initialization=true",
								mode.property)
						.run());
		}
	}

	@AfterAll
	static void stop() {
		CONTEXTS.values().forEach(ConfigurableApplicationContext::close);
		CONTEXTS.clear();
		PLAIN_ANSWERS.clear();
	}

	@ParameterizedTest
	@MethodSource
	void command(Mode mode, Way way, Method family) {
		assertSame(mode, way + family.getName(), (context) -> {
			RedisConnectionFactory factory = context.getBean(RedisConnectionFactory.class);
			return answers(family, (method, arguments) -> {
				try (RedisConnection connection = factory.getConnection()) {
					return way.run(connection, () -> method.invoke(family.invoke(connection), arguments));
				}
			});
		});
	}

	static Stream<Arguments> command() {
		return families(RedisConnection.class).flatMap((family) -> ways(family)
			.flatMap((way) -> Mode.starters().map((mode) -> Arguments.of(mode, way, family))));
	}

	/**
	 * Those that are not in a family are all over again, on the connection itself.
	 */
	private static Stream<Way> ways(Method family) {
		return family.getName().equals("commands") ? Stream.of(Way.ALONE) : Stream.of(Way.values());
	}

	@ParameterizedTest
	@MethodSource
	void reactiveCommand(Mode mode, Method family) {
		assertSame(mode, "reactive " + family.getName(), (context) -> {
			ReactiveRedisConnectionFactory factory = context.getBean(ReactiveRedisConnectionFactory.class);
			return answers(family, (method, arguments) -> {
				ReactiveRedisConnection connection = factory.getReactiveConnection();
				try {
					Object answer = Answers.resolve(method.invoke(family.invoke(connection), arguments));
					return method.getName().matches("keys|.*[sS]can") ? Answers.unordered(answer) : answer;
				}
				finally {
					connection.closeLater().block();
				}
			});
		});
	}

	static Stream<Arguments> reactiveCommand() {
		return families(ReactiveRedisConnection.class)
			.flatMap((family) -> Mode.starters().map((mode) -> Arguments.of(mode, family)));
	}

	@ParameterizedTest
	@MethodSource
	void conversation(Mode mode, String name) {
		Conversations.Conversation conversation = Conversations.all().get(name);
		assertThat(conversation).isNotNull();
		assertSame(mode, name, (context) -> {
			RedisConnectionFactory factory = context.getBean(RedisConnectionFactory.class);
			Entries.renew(factory());
			return Answers.of(() -> conversation.hold(factory));
		});
	}

	static Stream<Arguments> conversation() {
		return Conversations.all()
			.keySet()
			.stream()
			.flatMap((name) -> Mode.starters().map((mode) -> Arguments.of(mode, name)));
	}

	private static void assertSame(Mode mode, String name, Function<ConfigurableApplicationContext, Object> answers) {
		Object plain = PLAIN_ANSWERS.computeIfAbsent(name, (key) -> answers.apply(context(Mode.PLAIN)));
		assertThat(answers.apply(context(mode))).isEqualTo(plain);
	}

	private static Map<String, String> answers(Method family, Command command) {
		Map<String, String> answers = new TreeMap<>();
		String key = KEYS.getOrDefault(family.getName(), "text");
		for (Method method : family.getReturnType().getMethods()) {
			if (!Modifier.isStatic(method.getModifiers()) && !LEFT_OUT.contains(method.getName())) {
				CommandArguments.of(method, key).ifPresent((arguments) -> {
					Entries.renew(factory());
					answers.put(method.getName() + Arrays.toString(method.getParameterTypes()),
							whenConnected(() -> Answers.of(() -> command.run(method, arguments))));
				});
			}
		}
		assertThat(answers).isNotEmpty();
		return answers;
	}

	/**
	 * What comes of a command while the shared connection connects again is a matter of
	 * time. Lettuce closes it when a command cannot be encoded.
	 */
	private static String whenConnected(Callable<String> answer) {
		return await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(50))
			.until(answer, (text) -> !text.contains("Currently not connected") && !text.contains("circuit breaker"));
	}

	private static Stream<Method> families(Class<?> connection) {
		return Stream.of(connection.getMethods())
			.filter((method) -> method.getParameterCount() == 0 && method.getName().matches("(.+C|c)ommands"))
			.filter((method) -> !method.isBridge());
	}

	private static RedisConnectionFactory factory() {
		return context(Mode.PLAIN).getBean(RedisConnectionFactory.class);
	}

	private static ConfigurableApplicationContext context(Mode mode) {
		ConfigurableApplicationContext context = CONTEXTS.get(mode);
		assertThat(context).isNotNull();
		return context;
	}

	/**
	 * With the starter, or without it.
	 */
	enum Mode {

		PLAIN("resilience.redis.enabled=false"), POOLED("resilience.redis.shared-connection=false"),
		SHARED("resilience.redis.shared-connection=true");

		private final String property;

		Mode(String property) {
			this.property = property;
		}

		static Stream<Mode> starters() {
			return Stream.of(POOLED, SHARED);
		}

	}

	/**
	 * In which way a command is called.
	 */
	enum Way {

		ALONE {

			@Override
			@Nullable Object run(RedisConnection connection, Step step) throws Exception {
				return Answers.resolve(step.run());
			}

		},

		IN_PIPELINE {

			@Override
			@Nullable Object run(RedisConnection connection, Step step) throws Exception {
				connection.openPipeline();
				Object queued = step.run();
				return Arrays.asList(queued, connection.closePipeline());
			}

		},

		IN_TRANSACTION {

			@Override
			@Nullable Object run(RedisConnection connection, Step step) throws Exception {
				connection.multi();
				Object queued = step.run();
				return Arrays.asList(queued, connection.exec());
			}

		};

		abstract @Nullable Object run(RedisConnection connection, Step step) throws Exception;

	}

	/**
	 * A call of a command.
	 */
	@FunctionalInterface
	interface Command {

		@Nullable Object run(Method method, Object[] arguments) throws Exception;

	}

	/**
	 * What is done with a connection.
	 */
	@FunctionalInterface
	interface Step {

		@Nullable Object run() throws Exception;

	}

}
