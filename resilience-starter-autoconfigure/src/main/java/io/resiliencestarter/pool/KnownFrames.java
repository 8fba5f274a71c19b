package io.resiliencestarter.pool;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells the stack frames of well-known code by the names of their classes.
 */
final class KnownFrames {

	private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

	private static final List<String> WORKERS = List.of("org.apache.tomcat.util.", "org.apache.coyote.",
			"org.eclipse.jetty.util.", "org.eclipse.jetty.io.", "org.xnio.", "org.jboss.threads.", "io.netty.",
			"org.quartz.simpl.", "kotlinx.coroutines.scheduling.");

	private static final List<String> DRIVERS = List.of("org.postgresql.", "com.mysql.", "org.mariadb.jdbc.",
			"com.microsoft.sqlserver.", "org.h2.", "oracle.jdbc.", "oracle.net.", "com.ibm.db2.", "org.hsqldb.",
			"org.apache.derby.", "org.sqlite.", "net.sourceforge.jtds.", "com.clickhouse.", "net.snowflake.",
			"com.amazon.redshift.", "software.amazon.jdbc.");

	private static final List<String> REDIS_CLIENTS = List.of("io.lettuce.");

	private static final List<String> LIBRARIES = List.of("jakarta.", "org.springframework.", "org.hibernate.",
			"com.zaxxer.hikari.", "io.resiliencestarter.", "org.apache.", "org.eclipse.", "io.undertow.", "org.xnio.",
			"org.jboss.", "io.netty.", "reactor.", "org.reactivestreams.", "io.reactivex.", "io.lettuce.",
			"redis.clients.", "org.redisson.", "io.github.resilience4j.", "io.micrometer.", "io.opentelemetry.",
			"brave.", "kotlin.", "kotlinx.", "groovy.", "scala.", "org.codehaus.groovy.", "org.jooq.", "org.mybatis.",
			"com.baomidou.mybatisplus.", "org.jdbi.", "io.ebean.", "com.querydsl.", "liquibase.", "org.flywaydb.",
			"net.ttddyy.dsproxy.", "com.p6spy.", "com.fasterxml.jackson.", "tools.jackson.", "com.google.common.",
			"com.google.gson.", "com.github.benmanes.caffeine.", "okhttp3.", "okio.", "retrofit2.", "feign.",
			"io.grpc.", "graphql.", "com.rabbitmq.", "org.quartz.", "org.thymeleaf.", "org.aopalliance.", "org.slf4j.",
			"ch.qos.logback.", "net.bytebuddy.", "org.conscrypt.", "org.bouncycastle.", "org.junit.", "org.testng.");

	private static final List<String> TRANSACTIONS = List.of("org.springframework.transaction.interceptor.",
			"org.springframework.transaction.support.TransactionTemplate");

	private static final List<String> POOLS = List.of("com.zaxxer.hikari.", "io.resiliencestarter.",
			"org.apache.commons.pool2.");

	private static final Map<String, Set<String>> BORROWS = Map.of("com.zaxxer.hikari.HikariDataSource",
			Set.of("getConnection"), "com.zaxxer.hikari.pool.HikariPool", Set.of("getConnection"),
			"com.zaxxer.hikari.util.ConcurrentBag", Set.of("borrow"), "org.apache.commons.pool2.impl.GenericObjectPool",
			Set.of("borrowObject"), "org.apache.commons.pool2.impl.GenericKeyedObjectPool", Set.of("borrowObject"),
			"io.resiliencestarter.redis.LettucePool", Set.of("borrow"));

	private static final int JDK_FRAME = 1;

	private static final int WORKER = 2;

	private static final int DRIVER = 4;

	private static final int LIBRARY = 8;

	private static final int TRANSACTION = 16;

	private static final int POOL = 32;

	private static final int REDIS_CLIENT = 64;

	private static final FrameKinds KINDS = new FrameKinds(KnownFrames::kinds);

	private KnownFrames() {
	}

	private static int kinds(String className) {
		return FrameKinds.bit(className, JDK, JDK_FRAME) | FrameKinds.bit(className, WORKERS, WORKER)
				| FrameKinds.bit(className, DRIVERS, DRIVER) | FrameKinds.bit(className, LIBRARIES, LIBRARY)
				| FrameKinds.bit(className, TRANSACTIONS, TRANSACTION) | FrameKinds.bit(className, POOLS, POOL)
				| FrameKinds.bit(className, REDIS_CLIENTS, REDIS_CLIENT);
	}

	static boolean isJdk(StackTraceElement frame) {
		return KINDS.is(frame, JDK_FRAME);
	}

	static boolean isDriver(StackTraceElement frame, PoolKind kind) {
		return KINDS.is(frame, (kind == PoolKind.REDIS) ? REDIS_CLIENT : DRIVER);
	}

	/**
	 * Tell whether a frame is of the JDK, a driver or a library that applications are
	 * built on.
	 * @param frame the frame
	 * @return whether it is certainly not the application's own
	 */
	static boolean isForeign(StackTraceElement frame) {
		return KINDS.is(frame, JDK_FRAME | DRIVER | LIBRARY);
	}

	/**
	 * Tell whether a thread waits for work, or for a connection from outside.
	 * @param stack the thread's stack
	 * @return whether no frame is of more than the pool of threads that it belongs to
	 */
	static boolean isIdle(StackTraceElement[] stack) {
		return Arrays.stream(stack).allMatch((frame) -> KINDS.is(frame, JDK_FRAME | WORKER));
	}

	/**
	 * Tell whether a frame is of a pool or of those who track it.
	 * @param frame the frame
	 * @return whether borrowing goes through it
	 */
	static boolean isPool(StackTraceElement frame) {
		return KINDS.is(frame, POOL);
	}

	/**
	 * Tell whether a frame surrounds a transaction.
	 * @param frame the frame
	 * @return whether what it calls is done in a transaction
	 */
	static boolean isTransaction(StackTraceElement frame) {
		return KINDS.is(frame, TRANSACTION);
	}

	static boolean isBorrow(StackTraceElement frame) {
		return BORROWS.getOrDefault(frame.getClassName(), Set.of()).contains(frame.getMethodName());
	}

	/**
	 * Tell whether a frame waits for the network or a file lock without being in a
	 * waiting state for the virtual machine.
	 * @param frame the innermost frame
	 * @return whether it is a native call that waits
	 */
	static boolean isNativeWait(StackTraceElement frame) {
		String type = frame.getClassName();
		return frame.isNativeMethod() && (type.startsWith("java.net.") || type.startsWith("sun.nio.ch."))
				&& (!type.contains("FileDispatcher") || frame.getMethodName().startsWith("lock"));
	}

}
