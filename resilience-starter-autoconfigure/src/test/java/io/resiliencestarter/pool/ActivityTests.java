package io.resiliencestarter.pool;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Activity}.
 */
class ActivityTests {

	private static final ApplicationFrames ACME = new ApplicationFrames(List.of("com.acme"));

	private static final ApplicationFrames UNKNOWN = new ApplicationFrames(List.of());

	@ParameterizedTest
	@CsvSource({ "RUNNABLE, postgres-query, borrow-in-transaction, EXECUTING_SQL",
			"RUNNABLE, mysql-query, borrow-in-transaction, EXECUTING_SQL",
			"RUNNABLE, postgres-statement, borrow-in-helper, EXECUTING_SQL",
			"WAITING, virtual-postgres-statement, virtual-borrow, EXECUTING_SQL",
			"RUNNABLE, scheduled-query, borrow-in-scheduled-transaction, EXECUTING_SQL",
			"TIMED_WAITING, nested-borrow, borrow-in-transaction, WAITING_FOR_CONNECTION",
			"WAITING, jdk-http-client, borrow-in-transaction, EXTERNAL_CALL",
			"WAITING, rest-client-jdk, borrow-in-transaction, EXTERNAL_CALL",
			"RUNNABLE, rest-client-socket, borrow-in-transaction, EXTERNAL_CALL",
			"TIMED_WAITING, sleep, borrow-in-transaction, EXTERNAL_CALL",
			"BLOCKED, monitor, borrow-in-transaction, EXTERNAL_CALL",
			"TIMED_WAITING, future-get, borrow-in-transaction, EXTERNAL_CALL", "WAITING, virtual-park, , EXTERNAL_CALL",
			"TIMED_WAITING, virtual-sleep, virtual-borrow, EXTERNAL_CALL",
			"TIMED_WAITING, helper-returned, borrow-in-helper, EXTERNAL_CALL",
			"RUNNABLE, computing, borrow-in-transaction, COMPUTING",
			"TIMED_WAITING, rendering, borrow-before-rendering, EXTERNAL_CALL",
			"TIMED_WAITING, passed-on-by-filter, borrow-in-filter, EXTERNAL_CALL",
			"TIMED_WAITING, other-request, borrow-in-transaction, GONE",
			"TIMED_WAITING, passed-on-by-filter, borrow-in-helper, GONE",
			"TIMED_WAITING, tomcat-idle, borrow-in-transaction, GONE",
			"TIMED_WAITING, tomcat-idle, borrow-in-filter, GONE", "TIMED_WAITING, tomcat-idle, , GONE",
			"TIMED_WAITING, jetty-idle, , GONE", "WAITING, undertow-idle, , GONE", "RUNNABLE, netty-idle, , GONE",
			"TIMED_WAITING, executor-idle, , GONE", "TIMED_WAITING, scheduler-idle, , GONE",
			"TIMED_WAITING, scheduler-idle, borrow-in-scheduled-transaction, GONE", "WAITING, forkjoin-idle, , GONE" })
	void tellsWhatTheHolderDoes(Thread.State state, String live, @Nullable String borrowedAt, Activity activity) {
		StackTraceElement[] borrowStack = (borrowedAt != null) ? Stacks.read(borrowedAt) : null;
		assertThat(Activity.of(state, Stacks.read(live), borrowStack, PoolKind.DB, ACME)).isEqualTo(activity);
		assertThat(Activity.of(state, Stacks.read(live), borrowStack, PoolKind.DB, UNKNOWN)).as("packages unknown")
			.isEqualTo(activity);
	}

	@Test
	void withoutASiteTheOtherRequestOfTheThreadCannotBeTold() {
		assertThat(of(Thread.State.TIMED_WAITING, Stacks.read("other-request"))).isEqualTo(Activity.EXTERNAL_CALL);
	}

	@Test
	void threadWhoseStackMayNotBeReadIsNotGone() {
		StackTraceElement[] denied = {};
		assertThat(of(Thread.State.RUNNABLE, denied)).isEqualTo(Activity.COMPUTING);
		assertThat(of(Thread.State.WAITING, denied)).isEqualTo(Activity.EXTERNAL_CALL);
	}

	@Test
	void threadThatHasEndedIsGone() {
		assertThat(of(Thread.State.TERMINATED, Stacks.read("sleep"))).isEqualTo(Activity.GONE);
		assertThat(of(Thread.State.TERMINATED, new StackTraceElement[0])).isEqualTo(Activity.GONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.postgresql.core.PGStream", "com.mysql.cj.NativeSession",
			"org.mariadb.jdbc.client.socket.impl.PacketReader", "com.microsoft.sqlserver.jdbc.TDSReader",
			"org.h2.engine.SessionRemote", "oracle.jdbc.driver.T4CStatement", "oracle.net.ns.Packet" })
	void whoeverIsInADriverExecutesSql(String driver) {
		for (Thread.State state : List.of(Thread.State.RUNNABLE, Thread.State.BLOCKED, Thread.State.WAITING)) {
			assertThat(of(state, Stacks.parse("""
					at sun.nio.ch.Net.poll(Native Method)
					at %s.read(Driver.java:1)
					at com.acme.ExportService.export(ExportService.java:42)
					""".formatted(driver)))).isEqualTo(Activity.EXECUTING_SQL);
		}
	}

	@Test
	void codeThatTheDatabaseCallsDoesNotExecuteSql() {
		StackTraceElement[] live = Stacks.parse("""
				at com.acme.Functions.slow(Functions.java:12)
				at org.h2.schema.FunctionAlias$JavaMethod.execute(FunctionAlias.java:482)
				at org.h2.jdbc.JdbcPreparedStatement.executeQuery(JdbcPreparedStatement.java:130)
				at com.acme.ExportService.export(ExportService.java:42)
				""");
		assertThat(of(Thread.State.RUNNABLE, live)).isEqualTo(Activity.COMPUTING);
	}

	@Test
	void whoeverTestsAConnectionStillWaitsForIt() {
		StackTraceElement[] live = Stacks.parse("""
				at sun.nio.ch.Net.poll(Native Method)
				at org.postgresql.jdbc.PgConnection.isValid(PgConnection.java:1480)
				at com.zaxxer.hikari.pool.PoolBase.isConnectionDead(PoolBase.java:164)
				at com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:170)
				at com.acme.ExportService.export(ExportService.java:42)
				""");
		assertThat(of(Thread.State.RUNNABLE, live)).isEqualTo(Activity.WAITING_FOR_CONNECTION);
	}

	@Test
	void redisPoolIsWaitedForToo() {
		StackTraceElement[] live = Stacks.parse("""
				at jdk.internal.misc.Unsafe.park(Native Method)
				at org.apache.commons.pool2.impl.LinkedBlockingDeque.pollFirst(LinkedBlockingDeque.java:1018)
				at org.apache.commons.pool2.impl.GenericObjectPool.borrowObject(GenericObjectPool.java:292)
				at org.springframework.data.redis.core.RedisTemplate.execute(RedisTemplate.java:394)
				at com.acme.ExportService.export(ExportService.java:42)
				""");
		assertThat(of(Thread.State.TIMED_WAITING, live)).isEqualTo(Activity.WAITING_FOR_CONNECTION);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "sun.nio.ch.SocketDispatcher.read0(Native Method) | EXTERNAL_CALL",
			"java.net.Inet6AddressImpl.lookupAllHostAddr(Native Method) | EXTERNAL_CALL",
			"sun.nio.ch.EPoll.wait(Native Method) | EXTERNAL_CALL",
			"sun.nio.ch.FileDispatcherImpl.lock0(Native Method) | EXTERNAL_CALL",
			"sun.nio.ch.UnixFileDispatcherImpl.read0(Native Method) | COMPUTING",
			"java.io.FileInputStream.readBytes(Native Method) | COMPUTING",
			"java.net.URI.create(URI.java:906) | COMPUTING", "java.util.HashMap.get(HashMap.java:564) | COMPUTING" })
	void whoeverRunsWaitsOnlyInNativeCalls(String innermost, Activity activity) {
		StackTraceElement[] live = Stacks.parse("""
				at %s
				at com.acme.ExportService.export(ExportService.java:42)
				""".formatted(innermost));
		assertThat(of(Thread.State.RUNNABLE, live)).isEqualTo(activity);
	}

	@Test
	void stackTooDeepToBeCapturedWholeProvesNothing() {
		StackTraceElement[] borrowedAt = Stacks.parse("""
				at com.acme.Tree.load(Tree.java:5)
				at com.acme.Tree.visit(Tree.java:9)
				at com.acme.Tree.visit(Tree.java:9)
				""");
		StackTraceElement[] live = Stacks.parse("""
				at com.acme.Tree.print(Tree.java:20)
				at com.acme.Tree.visit(Tree.java:9)
				at com.acme.Main.main(Main.java:3)
				""");
		assertThat(Activity.of(Thread.State.RUNNABLE, live, borrowedAt, PoolKind.DB, ACME))
			.isEqualTo(Activity.COMPUTING);
		assertThat(Activity.of(Thread.State.RUNNABLE, live, new StackTraceElement[0], PoolKind.DB, ACME))
			.isEqualTo(Activity.COMPUTING);
	}

	@Test
	void nextTaskOfAWorkerIsNotTheCodeThatBorrowed() {
		String worker = """
				at java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)
				at java.lang.Thread.run(Thread.java:840)
				""";
		StackTraceElement[] borrowedAt = Stacks.parse("at com.acme.Import.run(Import.java:5)\n" + worker);
		StackTraceElement[] live = Stacks.parse("at com.acme.Report.run(Report.java:5)\n" + worker);
		assertThat(Activity.of(Thread.State.RUNNABLE, live, borrowedAt, PoolKind.DB, ACME)).isEqualTo(Activity.GONE);
	}

	@ParameterizedTest
	@EnumSource
	void labelIsLowerCaseKebab(Activity activity) {
		assertThat(activity.label()).isIn("executing-sql", "executing-command", "external-call",
				"waiting-for-connection", "computing", "gone");
	}

	private static Activity of(Thread.State state, StackTraceElement[] live) {
		return Activity.of(state, live, null, PoolKind.DB, ACME);
	}

}
