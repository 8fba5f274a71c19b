package com.example.orders;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import javax.sql.DataSource;

import com.sun.management.OperatingSystemMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The console as somebody sees it who has been woken up. With
 * {@code -Dconsole.screenshots=<folder>} it takes the pictures of the documentation.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS,
		properties = { "orders.traffic.enabled=false", "management.endpoint.dbpool.access=unrestricted",
				"management.endpoint.breakers.access=unrestricted", "resilience.db.pool-size=4",
				"resilience.db.max-overflow=2", "resilience.db.pool-timeout=2s", "resilience.budget.mode=static",
				"resilience.budget.replicas=4" })
class ConsoleIT {

	private static final Log logger = LogFactory.getLog(ConsoleIT.class);

	private static final Duration SPAN = Duration.ofSeconds(8);

	private static final Duration WAIT = Duration.ofSeconds(20);

	@SuppressWarnings("NullAway.Init")
	private static Browser browser;

	private final String url;

	private final RestTestClient client;

	private final DownstreamServers downstream;

	private final DataSource dataSource;

	@Autowired
	ConsoleIT(@LocalServerPort int port, DownstreamServers downstream, DataSource dataSource) {
		this.url = "http://localhost:" + port;
		this.client = RestTestClient.bindToServer().baseUrl(this.url).build();
		this.downstream = downstream;
		this.dataSource = dataSource;
	}

	@BeforeAll
	static void startBrowser() {
		assumeTrue(Browser.isInstalled(), "chromium and chromedriver are not installed, so no page is looked at");
		browser = new Browser();
	}

	@AfterAll
	static void stopBrowser() {
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void open() throws Exception {
		this.dataSource.getConnection().close();
		browser.size(1280, 1000, false);
		browser.dark(false);
		browser.open(this.url + "/actuator/resilience");
		browser.complaints().clear();
		await().atMost(WAIT).until(() -> browser.count("section.card") == 2 && browser.count("#pools .wrong") == 0);
	}

	@AfterEach
	void allServicesAreHealthyAgain() {
		this.downstream.all().values().forEach((server) -> server.switchTo(DownstreamMode.HEALTHY));
	}

	@Test
	void showsAllPoolsAndBreakersWithinItsMeans() {
		assertThat(browser.text("h1")).contains("orders");
		assertThat(browser.text("#pools h2")).contains("dataSource", "redisConnectionFactory");
		assertThat(browser.text("#pools .verdict")).contains("of 6 connections in use, nobody waits");
		assertThat(browser.text("#tiles")).contains("ai-service", "db.dataSource", "redis.redisConnectionFactory");
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(browser.text("#pools .note")).contains("PostgreSQL", "connections in use",
					"of 267 connections, 4 instances share them (static)"));
		assertThat(browser.count(".segments .ours")).isOne();
		assertThat((List<?>) browser.run("""
				return performance.getEntriesByType('resource').map((entry) => entry.name)
				  .filter((name) => !name.startsWith(location.origin + '/actuator/resilience'))""")).isEmpty();
		assertThat(browser
			.number("""
					return performance.getEntriesByType('resource').slice(0, 3).reduce((sum, entry) => sum + entry.transferSize,
					  performance.getEntriesByType('navigation')[0].transferSize)"""))
			.isBetween(10_000.0, 100_000.0);
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void nothingJumpsWhileItIsLooked() {
		assertThat(browser.laterNumber("""
				const done = arguments[0];
				let sum = 0;
				new PerformanceObserver((list) => list.getEntries().forEach((entry) => sum += entry.value))
				  .observe({ type: 'layout-shift', buffered: true });
				setTimeout(() => done(sum), 4500);""")).as("cumulative layout shift").isLessThan(0.05);
	}

	@Test
	void costsLittleWhileItIsOpen() {
		// Long enough for the JVM to compile what answers
		for (int i = 0; i < 1000; i++) {
			this.client.get().uri("/actuator/resilience?since=0").exchange().expectStatus().isOk();
		}
		double page = browser.busySeconds();
		double open = share(() -> await().pollDelay(SPAN).until(() -> true));
		page = (browser.busySeconds() - page) / SPAN.toSeconds();
		browser.open("about:blank");
		double closed = share(() -> await().pollDelay(SPAN).until(() -> true));
		logger.info("While the page is open it takes %.2f%% of a core in the browser, and %.2f%% instead of %.2f%% here"
			.formatted(100 * page, 100 * open, 100 * closed));
		// Twice what it may, since others use this machine, too
		assertThat(page).isLessThan(0.02);
		assertThat(open - closed).isLessThan(0.02);
	}

	private static double share(Runnable work) {
		OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		long start = System.nanoTime();
		long used = process.getProcessCpuTime();
		work.run();
		return (double) (process.getProcessCpuTime() - used) / (System.nanoTime() - start);
	}

	@Test
	void incidentIsNamedAsItHappensAndKept() {
		rush();
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(browser.text("#pools .wrong .verdict"))
				.contains("Waiting for something else while holding", "DownstreamClient.call(DownstreamClient.java:"));
		assertThat(browser.text("#pools .wrong .advice")).contains("before the transaction or after it");
		assertThat(browser.text("#overall")).contains("Nearly or wholly in use");
		String holders = "[aria-label='Who holds a connection, dataSource']";
		assertThat(browser.text(holders + " th[aria-sort='descending']")).contains("Held");
		browser.press(holders, "Thread");
		assertThat(browser.text(holders + " th[aria-sort='ascending']")).contains("Thread");
		assertThat((Boolean) browser.run("""
				const names = [...document.querySelectorAll(".people")[0].querySelectorAll("tbody tr:not([hidden])")]
				  .map((row) => row.cells[1].textContent);
				return names.length === 6 && names.every((name, i) => i === 0 || names[i - 1] <= name)""")).isTrue();
		browser.press(holders, "Show");
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(browser.text("[aria-label='Who holds a connection, dataSource'] pre"))
				.contains("com.example.orders.DownstreamClient.call"));
		assertThat(browser.barriers()).isEmpty();
		browser.picture("console");
		browser.dark(true);
		assertThat(browser.barriers()).isEmpty();
		browser.picture("console-dark");
		browser.size(320, 1400, true);
		assertThat((List<?>) browser
			.run("""
					return [...document.querySelectorAll('body *')]
					  .filter((node) => !node.closest('.scroll') && (node.getBoundingClientRect().right > 320 || node.scrollWidth > 320))
					  .map((node) => node.scrollWidth + node.outerHTML.slice(0, 80))"""))
			.as("wider than a phone")
			.isEmpty();
		assertThat(browser.number("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(320);
		assertThat(browser.barriers()).isEmpty();
		browser.picture("console-phone");
		browser.size(1280, 1000, false);
		browser.dark(false);
		this.downstream.all().values().forEach((server) -> server.switchTo(DownstreamMode.HEALTHY));
		await().atMost(WAIT).until(() -> browser.count("#pools .wrong") == 0);
		// A reload does not lose what was
		browser.open(this.url + "/actuator/resilience");
		await().atMost(WAIT).until(() -> browser.count(".incidents button") > 0);
		assertThat(browser.count("svg .incident")).isPositive();
		browser.click(".incidents button");
		await().atMost(WAIT)
			.until(() -> browser.text("#picture").contains("Who held") || browser.count("dialog[open]") > 0);
		assertThat(browser.text("#picture")).contains("DownstreamClient.call", "What to do", "callers waited",
				"Who holds a connection (6)");
		assertThat(browser.barriers()).isEmpty();
		browser.picture("console-incident");
		browser.press("#picture", "Close");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void actionsAskBeforeTheyAct() {
		browser.press("[aria-label='Database pool dataSource']", "Resize");
		assertThat(browser.text("#ask")).contains("Resize dataSource", "Most connections");
		assertThat(browser.barriers()).isEmpty();
		browser.press("#ask", "Cancel");
		browser.press("[aria-label='Database pool dataSource']", "Resize");
		browser.type("#ask-number", "5");
		browser.press("#ask", "Resize");
		await().atMost(WAIT).until(() -> browser.text("#pools .verdict").contains("of 5 connections in use"));
		assertThat(browser.text("#done")).contains("dataSource has at most 5 connections now");
		browser.press("[aria-label='Database pool dataSource']", "Resize");
		browser.type("#ask-number", "0");
		browser.press("#ask", "Resize");
		assertThat(browser.text("#ask")).contains("Resize dataSource");
		browser.type("#ask-number", "6");
		browser.press("#ask", "Resize");
		await().atMost(WAIT).until(() -> browser.text("#pools .verdict").contains("of 6 connections in use"));
		browser.press("#tiles li:first-child", "Open");
		browser.type("#ask-number", "30");
		browser.press("#ask", "Open");
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(browser.text("#tiles li:first-child"))
				.containsPattern("Calls are rejected; next try in (30|2\\d) s"));
		browser.press("#tiles li:first-child", "Close");
		browser.press("#ask", "Close");
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(browser.text("#tiles li:first-child")).contains("Calls go through"));
	}

	@Test
	void connectionsAreRenewed() {
		browser.press("[aria-label='Database pool dataSource']", "Renew connections");
		browser.press("#ask", "Renew");
		await().atMost(WAIT).until(() -> browser.text("#done").contains("are being renewed"));
	}

	@Test
	void demonstrationHasNoBarriersEither() {
		browser.open(this.url + "/demo");
		assertThat(browser.text("h1")).contains("Break the pool");
		assertThat(browser.barriers()).isEmpty();
	}

	@Test
	void worksByKeyboard() {
		browser.walkTo("Pause");
		browser.key(Keys.ENTER);
		assertThat(browser.count("#pause[aria-pressed='true']")).isOne();
		browser.key(Keys.ENTER);
		browser.walkTo("Resize");
		browser.key(Keys.ENTER);
		assertThat(browser.count("#ask[open]")).isOne();
		browser.key(Keys.ESCAPE);
		assertThat(browser.count("#ask[open]")).isZero();
		assertThat((String) browser.run("return document.activeElement.textContent")).isEqualTo("Resize");
	}

	@Test
	void actionsAreNotThereWithoutTheRightToThem(@Autowired JdbcConnectionDetails database,
			@Autowired Environment environment) {
		try (ConfigurableApplicationContext other = new SpringApplicationBuilder(OrdersApplication.class)
			.initializers(new LocalServersInitializer())
			.run("--server.port=0", "--orders.traffic.enabled=false", "--spring.sql.init.mode=never",
					"--spring.datasource.url=" + database.getJdbcUrl(),
					"--spring.datasource.username=" + database.getUsername(), "--spring.data.redis.host=localhost",
					"--spring.data.redis.port=" + environment.getProperty("spring.data.redis.port"))) {
			browser.open("http://localhost:" + other.getEnvironment().getProperty("local.server.port")
					+ "/actuator/resilience");
			await().atMost(WAIT).until(() -> browser.count("#tiles li") > 0);
			assertThat(List.of("Resize", "Renew connections", "Open", "Disable")).noneMatch(browser::offers);
			assertThat(browser.offers("Pause")).isTrue();
		}
	}

	@Test
	void namesAreShownAndNeverExecuted() throws Exception {
		CountDownLatch seen = new CountDownLatch(1);
		Thread thread = new Thread(() -> hold(seen), "<img src=x onerror=\"document.title='hacked'\">");
		thread.start();
		await().atMost(WAIT).until(() -> browser.text("tbody").contains("<img src=x onerror="));
		assertThat(browser.count("main img")).isZero();
		assertThat(browser.run("return document.title")).asString().doesNotContain("hacked");
		seen.countDown();
		thread.join(10_000);
	}

	private void hold(CountDownLatch seen) {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.isValid(1);
			seen.await();
		}
		catch (SQLException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void saysSinceWhenThereIsNoAnswer() {
		browser.run("window.fetch = () => Promise.reject(new TypeError('Failed to fetch'))");
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(browser.text("#problem"))
				.containsPattern("No answer since .*Failed to fetch.*What you see is from "));
	}

	private void rush() {
		Objects.requireNonNull(this.downstream.all().get("ai-service")).switchTo(DownstreamMode.HANGING);
		this.client.post().uri("/rush?customers=20").exchange().expectStatus().isAccepted();
	}

}
