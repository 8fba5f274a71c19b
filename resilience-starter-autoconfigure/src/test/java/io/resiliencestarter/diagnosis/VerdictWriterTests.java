package io.resiliencestarter.diagnosis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.resiliencestarter.diagnosis.Creation.Refusal;
import io.resiliencestarter.pool.Activity;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.PoolKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VerdictWriter}. What it writes of each trouble is in
 * {@code verdicts.txt}: the summary, evidence behind a dash and advice behind an arrow.
 */
class VerdictWriterTests {

	private static final Map<String, String> VERDICTS = verdicts();

	static Stream<Arguments> troubles() {
		return Stream.of(
				trouble("leak", PoolKind.DB,
						(looks) -> looks.hold(3, Activity.GONE, 60_000, "leak")
							.hold(6, Activity.EXECUTING_SQL, 40, "list")),
				trouble("nested borrow", PoolKind.DB,
						(looks) -> looks.hold(10, Activity.WAITING_FOR_CONNECTION, 5000, "audit").nested(20, 2)),
				trouble("nested borrow on a server with room", PoolKind.DB,
						(looks) -> looks.hold(10, Activity.WAITING_FOR_CONNECTION, 5000, "audit")
							.nested(20, 3)
							.server(server(31, null))),
				trouble("external call", PoolKind.DB,
						(looks) -> looks.hold(8, Activity.EXTERNAL_CALL, 9000, "pay")
							.hold(2, Activity.COMPUTING, 20, "show")),
				trouble("external call to who knows whom", PoolKind.DB,
						(looks) -> looks.hold(10, Activity.EXTERNAL_CALL, 9000, "mail")),
				trouble("external call to Redis", PoolKind.DB,
						(looks) -> looks.hold(10, Activity.EXTERNAL_CALL, 9000, "remember")),
				trouble("slow code", PoolKind.DB, (looks) -> looks.hold(10, Activity.COMPUTING, 5000, "compute")),
				trouble("slow query", PoolKind.DB,
						(looks) -> looks.hold(10, Activity.EXECUTING_SQL, 5000, "report")
							.server(server(1, "may not see other sessions"))),
				trouble("lock wait", PoolKind.DB,
						(looks) -> looks.hold(10, Activity.EXECUTING_SQL, 5000, "ship")
							.server(new ServerView(true, 10, 9, List.of("psql of ops", "a batch"), 5, null))),
				trouble("lock wait behind somebody unknown", PoolKind.DB,
						(looks) -> looks.hold(10, Activity.EXECUTING_SQL, 5000, "ship")
							.server(new ServerView(true, 10, 10, List.of(), 5, null))),
				trouble("pool too small", PoolKind.DB,
						(looks) -> looks.hold(10, Activity.EXECUTING_SQL, 40, "list").queue(50, 300)),
				trouble("server limit", PoolKind.DB,
						(looks) -> looks.total(4)
							.hold(4, Activity.EXECUTING_SQL, 40, "list")
							.create(refused(Cause.SERVER_LIMIT, 15))),
				trouble("server limit that is not told", PoolKind.DB,
						(looks) -> looks.total(0).create(refused(Cause.SERVER_LIMIT, null))),
				trouble("database down", PoolKind.DB,
						(looks) -> looks.total(0).queue(1, 2000).create(refused(Cause.DATABASE_DOWN, null))),
				trouble("authentication", PoolKind.DB,
						(looks) -> looks.total(0).create(refused(Cause.AUTHENTICATION, null))),
				trouble("slow creation", PoolKind.DB,
						(looks) -> looks.total(3)
							.hold(3, Activity.EXECUTING_SQL, 40, "list")
							.create(new Creation(4, null))),
				trouble("leak of Redis", PoolKind.REDIS, (looks) -> looks.hold(10, Activity.GONE, 60_000, "leak")),
				trouble("nested borrow from Redis", PoolKind.REDIS,
						(looks) -> looks.hold(10, Activity.WAITING_FOR_CONNECTION, 5000, "audit").nested(20, 2)),
				trouble("external call while Redis is held", PoolKind.REDIS,
						(looks) -> looks.hold(10, Activity.EXTERNAL_CALL, 9000, "pay")),
				trouble("slow commands", PoolKind.REDIS,
						(looks) -> looks.hold(10, Activity.EXECUTING_COMMAND, 5000, "keys")),
				trouble("limit of Redis", PoolKind.REDIS,
						(looks) -> looks.total(4)
							.hold(4, Activity.EXECUTING_COMMAND, 40, "get")
							.create(refused(Cause.SERVER_LIMIT, 15))),
				trouble("Redis down", PoolKind.REDIS,
						(looks) -> looks.total(0).create(refused(Cause.DATABASE_DOWN, null))),
				trouble("authentication at Redis", PoolKind.REDIS,
						(looks) -> looks.total(0).create(refused(Cause.AUTHENTICATION, null))),
				trouble("slow creation at Redis", PoolKind.REDIS,
						(looks) -> looks.total(3)
							.hold(3, Activity.EXECUTING_COMMAND, 40, "get")
							.create(new Creation(4, null))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("troubles")
	void saysWhatIsWrongWhatWasSeenAndWhatToDo(String name, PoolKind kind, Looks looks) {
		assertThat(words(write(kind, looks))).isEqualTo(VERDICTS.get(name));
	}

	@ParameterizedTest
	@CsvSource({ "org.springframework.web.servlet.DispatcherServlet, true", "com.example.Filter, false",
			"org.springframework.web.servlet.DispatcherServlet org.springframework.transaction.Interceptor, false",
			"org.springframework.web.servlet.DispatcherServlet com.zaxxer.hikari.HikariDataSource, false" })
	void callOfAWebRequestAfterItsTransactionIsOpenInViews(String stack, boolean openInView) {
		StackTraceElement site = new StackTraceElement("com.example.Shop", "pay", "Shop.java", 42);
		List<StackTraceElement> frames = Stream
			.concat(Stream.of(site),
					Arrays.stream(stack.split(" ")).map((name) -> new StackTraceElement(name, "invoke", null, 1)))
			.toList();
		Looks looks = new Looks()
			.hold(new Holder("http-1", false, Duration.ofSeconds(9), site, Activity.EXTERNAL_CALL, site, frames, null));
		Verdict verdict = write(PoolKind.DB, looks);
		assertThat(verdict.advice().get(0).contains("spring.jpa.open-in-view=false")).isEqualTo(openInView);
		assertThat(String.join("\n", verdict.evidence()).contains("no transaction is on the holder's stack"))
			.isEqualTo(openInView);
	}

	@Test
	void tellsTheFourLinesThatTakeMost() {
		Looks looks = new Looks().hold(4, Activity.EXTERNAL_CALL, 9000, "first")
			.hold(3, Activity.EXTERNAL_CALL, 9000, "second")
			.hold(2, Activity.EXECUTING_SQL, 9000, "third")
			.hold(1, Activity.EXECUTING_SQL, 10, "fourth")
			.hold(1, Activity.EXECUTING_SQL, 10, "fifth");
		List<String> evidence = write(PoolKind.DB, looks).evidence();
		assertThat(evidence).hasSize(5);
		assertThat(evidence.subList(1, 4)).satisfiesExactly(
				(line) -> assertThat(line).startsWith("36% ").contains("first"),
				(line) -> assertThat(line).startsWith("27% ").contains("second"),
				(line) -> assertThat(line).startsWith("18% ").contains("third"));
	}

	@Test
	void doesNotTellOfLessThanAHundredthOfTheTime() {
		Looks looks = new Looks().hold(99, Activity.EXTERNAL_CALL, 9000, "pay")
			.hold(1, Activity.EXECUTING_SQL, 10, "list");
		assertThat(write(PoolKind.DB, looks).evidence()).hasSize(3).last().asString().startsWith("1% ");
		looks.hold(2, Activity.EXTERNAL_CALL, 9000, "pay");
		assertThat(write(PoolKind.DB, looks).evidence()).hasSize(2);
	}

	private static Arguments trouble(String name, PoolKind kind, Function<Looks, Looks> looks) {
		return Arguments.of(name, kind, looks.apply(new Looks().queue(5, 2000)));
	}

	private static ServerView server(int free, @Nullable String note) {
		return new ServerView(true, 10, 0, List.of(), free, note);
	}

	private static Creation refused(Cause cause, @Nullable Integer limit) {
		return new Creation(0, new Refusal(cause, "its own words", limit, Looks.START));
	}

	private static Verdict write(PoolKind kind, Looks looks) {
		PoolTerms terms = new PoolTerms("pool", kind, Duration.ofSeconds(10), (size) -> "size=" + size,
				(site) -> Map.of("pay", "payments", "remember", "redis.sessions").get(site.getMethodName()));
		return new VerdictWriter(terms, new Diagnosis(looks.window(11, 100))).write(Looks.START);
	}

	private static String words(Verdict verdict) {
		return verdict.cause().label() + ": " + verdict.summary() + "\n"
				+ verdict.evidence().stream().map((line) -> "- " + line + "\n").collect(Collectors.joining())
				+ verdict.advice().stream().map((line) -> "> " + line + "\n").collect(Collectors.joining());
	}

	private static Map<String, String> verdicts() {
		try (InputStream stream = VerdictWriterTests.class.getResourceAsStream("verdicts.txt")) {
			String text = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
			return Arrays.stream(text.split("\n*# ", -1))
				.skip(1)
				.map((verdict) -> verdict.split("\n", 2))
				.collect(Collectors.toMap((parts) -> parts[0], (parts) -> parts[1].strip() + "\n"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
