package io.resiliencestarter.pool;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationFrames}.
 */
class ApplicationFramesTests {

	private static final ApplicationFrames ACME = new ApplicationFrames(List.of("com.acme"));

	private static final ApplicationFrames UNKNOWN = new ApplicationFrames(List.of());

	@ParameterizedTest
	@CsvSource({ "postgres-query, com.acme.ExportService.export(ExportService.java:94)",
			"mysql-query, com.acme.ExportService.export(ExportService.java:86)",
			"monitor, com.acme.ExportService.upload(ExportService.java:108)",
			"jdk-http-client, com.acme.ExportService.export(ExportService.java:98)",
			"rest-client-jdk, com.acme.ExportService.rest(ExportService.java:109)",
			"borrow-in-transaction, com.acme.ExportController.get(ExportController.java:77)",
			"borrow-in-helper, com.acme.ExportService.open(ExportService.java:116)",
			"borrow-in-filter, com.acme.AuthFilter.doFilterInternal(AuthFilter.java:67)",
			"borrow-in-scheduled-transaction, com.acme.Job.run(Unknown Source)",
			"virtual-park, com.acme.ExportService.export(ExportService.java:102)",
			"rendering, com.acme.Export.getName(Export.java:74)" })
	void siteIsTheSameWhetherPackagesAreKnownOrNot(String stack, String site) {
		assertThat(site(ACME, Stacks.read(stack))).isEqualTo(site);
		assertThat(site(UNKNOWN, Stacks.read(stack))).isEqualTo(site);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "tomcat-idle", "jetty-idle", "undertow-idle", "netty-idle", "executor-idle", "forkjoin-idle" })
	void idleThreadHasNoSite(String stack) {
		assertThat(ACME.site(Stacks.read(stack))).isNull();
		assertThat(UNKNOWN.site(Stacks.read(stack))).isNull();
		assertThat(ACME.site(new StackTraceElement[0])).isNull();
	}

	@Test
	void applicationsPackageComesBeforeOtherCode() {
		StackTraceElement[] stack = Stacks.parse("""
				at java.lang.Thread.sleep(Native Method)
				at org.unknown.lib.Retry.run(Retry.java:7)
				at com.acme.ExportService.export(ExportService.java:42)
				at org.unknown.lib.Main.main(Main.java:1)
				""");
		assertThat(site(ACME, stack)).isEqualTo("com.acme.ExportService.export(ExportService.java:42)");
		assertThat(site(UNKNOWN, stack)).isEqualTo("org.unknown.lib.Retry.run(Retry.java:7)");
	}

	@Test
	void otherCodeCountsWhenNoneOfTheApplicationIsThere() {
		StackTraceElement[] stack = Stacks.parse("""
				at org.springframework.jdbc.core.JdbcTemplate.query(JdbcTemplate.java:1)
				at com.acmecorp.shared.Importer.load(Importer.java:9)
				at java.lang.Thread.run(Thread.java:840)
				""");
		assertThat(site(ACME, stack)).isEqualTo("com.acmecorp.shared.Importer.load(Importer.java:9)");
	}

	@Test
	void applicationMayLiveInAPackageOfALibrary() {
		StackTraceElement[] stack = Stacks.parse("""
				at org.springframework.jdbc.core.JdbcTemplate.query(JdbcTemplate.java:1)
				at org.springframework.samples.petclinic.owner.Owners.find(Owners.java:9)
				at org.springframework.aop.support.AopUtils.invokeJoinpointUsingReflection(AopUtils.java:359)
				""");
		ApplicationFrames frames = new ApplicationFrames(List.of("org.springframework.samples.petclinic"));
		assertThat(site(frames, stack)).startsWith("org.springframework.samples.petclinic.owner.Owners.find");
		assertThat(site(UNKNOWN, stack)).isNull();
	}

	@Test
	void blankPackageIsNoPackage() {
		StackTraceElement[] stack = Stacks.read("postgres-query");
		assertThat(site(new ApplicationFrames(List.of("")), stack)).isEqualTo(site(UNKNOWN, stack));
	}

	@ParameterizedTest
	@ValueSource(strings = { "at com.acme.$Proxy99.find(Unknown Source)", "at jdk.proxy2.$Proxy99.find(Unknown Source)",
			"at com.acme.Order$HibernateProxy$Gx3kPq.getItems(Unknown Source)",
			"at com.acme.Order$HibernateProxy.getItems(Unknown Source)",
			"at com.acme.Order_$$_jvst1a2_0.getItems(Order_$$_jvst1a2_0.java)",
			"at com.acme.Order$ByteBuddy$Ab12.getItems(Unknown Source)",
			"at com.acme.ExportService$$Lambda$1791/0x00007f25f86fa580.run(Unknown Source)",
			"at com.acme.ExportService$$Lambda/0x00007f25f86fa580.run(Unknown Source)",
			"at com.acme.ExportService$$SpringCGLIB$$0.export(<generated>)",
			"at com.acme.ExportService$$EnhancerBySpringCGLIB$$3f1.export(<generated>)",
			"at com.acme.ExportService$$FastClassBySpringCGLIB$$3f1.invoke(<generated>)" })
	void generatedClassIsNoSite(String line) {
		StackTraceElement[] stack = { Stacks.frame(line),
				Stacks.frame("at com.acme.ExportController.get(ExportController.java:77)") };
		assertThat(site(ACME, stack)).isEqualTo("com.acme.ExportController.get(ExportController.java:77)");
		assertThat(site(UNKNOWN, stack)).isEqualTo("com.acme.ExportController.get(ExportController.java:77)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "com.acme.ExportService.lambda$export$0(ExportService.java:50)",
			"com.acme.ExportService$Inner.run(ExportService.java:50)",
			"com.acme.ExportService$1.call(ExportService.java:50)", "com.acme.Net$ProxyFactory.open(Net.java:50)",
			"com.acme.Orders$load$$inlined$map$1.invoke(Orders.kt:5)", "com.acme.Orders$$anon$1.run(Orders.scala:5)" })
	void bodiesOfLambdasAndInnerClassesAreSites(String line) {
		StackTraceElement[] stack = { Stacks.frame("at " + line),
				Stacks.frame("at com.acme.ExportController.get(ExportController.java:77)") };
		assertThat(site(ACME, stack)).isEqualTo(line);
		assertThat(site(UNKNOWN, stack)).isEqualTo(line);
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.lang.Thread", "javax.sql.DataSource", "jakarta.servlet.http.HttpServlet",
			"jdk.internal.reflect.DirectMethodHandleAccessor", "sun.nio.ch.Net", "com.sun.proxy.$Proxy12",
			"org.springframework.web.client.RestClient", "org.hibernate.Session", "com.zaxxer.hikari.HikariDataSource",
			"org.postgresql.core.PGStream", "com.mysql.cj.NativeSession", "org.mariadb.jdbc.Connection",
			"com.microsoft.sqlserver.jdbc.TDSReader", "org.h2.command.Command", "oracle.jdbc.driver.T4CStatement",
			"org.apache.catalina.core.ApplicationFilterChain", "org.eclipse.jetty.server.Server",
			"io.undertow.server.Connectors", "io.netty.channel.nio.NioEventLoop", "reactor.core.publisher.Mono",
			"io.github.resilience4j.circuitbreaker.CircuitBreaker", "io.micrometer.observation.Observation",
			"kotlinx.coroutines.DispatchedTask", "kotlin.Result", "org.jooq.impl.AbstractQuery",
			"org.apache.ibatis.executor.SimpleExecutor", "liquibase.Liquibase", "org.flywaydb.core.Flyway",
			"io.lettuce.core.RedisClient", "io.resiliencestarter.db.TrackedDataSource" })
	void libraryIsNoSite(String type) {
		assertThat(UNKNOWN.site(new StackTraceElement[] { new StackTraceElement(type, "run", "A.java", 1) })).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Main", "io.resiliencestarterapp.Main", "org.springframeworks.Main", "reactors.Core",
			"javas.Main" })
	void packageThatOnlyBeginsLikeALibraryIsASite(String type) {
		assertThat(UNKNOWN.site(new StackTraceElement[] { new StackTraceElement(type, "run", "A.java", 1) }))
			.isNotNull();
	}

	@Test
	void formatsWithoutModuleAndClassLoader() {
		assertThat(ApplicationFrames
			.format(new StackTraceElement("app", "acme", "1.0", "com.acme.Export", "run", "Export.java", 42)))
			.isEqualTo("com.acme.Export.run(Export.java:42)");
		assertThat(ApplicationFrames.format(new StackTraceElement("com.acme.Export", "run", null, -1)))
			.isEqualTo("com.acme.Export.run(Unknown Source)");
		assertThat(ApplicationFrames.format(new StackTraceElement("com.acme.Export", "run", null, -2)))
			.isEqualTo("com.acme.Export.run(Native Method)");
	}

	private static @Nullable String site(ApplicationFrames frames, StackTraceElement[] stack) {
		StackTraceElement site = frames.site(stack);
		return (site != null) ? ApplicationFrames.format(site) : null;
	}

}
