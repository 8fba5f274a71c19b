package com.example.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real browser without a window: Chromium, as far as it and its driver are installed.
 */
class Browser implements AutoCloseable {

	private static final String SCREENSHOTS = System.getProperty("console.screenshots", "");

	private final ChromeDriver driver;

	private final List<String> complaints = new ArrayList<>();

	Browser() {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(find("chromium", "chromium-browser", "google-chrome").orElseThrow().toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--hide-scrollbars");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability("goog:loggingPrefs", logs);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(find("chromedriver").orElseThrow().toFile())
			.build();
		this.driver = new ChromeDriver(service, options);
		this.driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(10));
	}

	static boolean isInstalled() {
		return find("chromium", "chromium-browser", "google-chrome").isPresent() && find("chromedriver").isPresent();
	}

	private static Optional<Path> find(String... names) {
		return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
			.flatMap((folder) -> Stream.of(names).map((name) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	void open(String url) {
		this.driver.get(url);
	}

	void size(int width, int height, boolean phone) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
	}

	void dark(boolean dark) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
	}

	String text(String selector) {
		return this.driver.findElements(By.cssSelector(selector))
			.stream()
			.map(WebElement::getText)
			.reduce("", (one, two) -> one + "\n" + two);
	}

	int count(String selector) {
		return this.driver.findElements(By.cssSelector(selector)).size();
	}

	void click(String selector) {
		this.driver.findElement(By.cssSelector(selector)).click();
	}

	/**
	 * Click on a button by what it says, where it is seen.
	 */
	void press(String within, String label) {
		this.driver.findElements(By.cssSelector(within + " button"))
			.stream()
			.filter((button) -> button.isDisplayed() && button.getText().startsWith(label))
			.findFirst()
			.orElseThrow()
			.click();
	}

	boolean offers(String label) {
		return this.driver.findElements(By.tagName("button"))
			.stream()
			.anyMatch((button) -> button.isDisplayed() && button.getText().equals(label));
	}

	/**
	 * Press a key where the focus is.
	 */
	void key(Keys key) {
		this.driver.switchTo().activeElement().sendKeys(key);
	}

	/**
	 * Walk through the page by the tabulator until the focus is on a button.
	 */
	void walkTo(String label) {
		for (int i = 0; i < 100; i++) {
			WebElement here = this.driver.switchTo().activeElement();
			if (here.getTagName().equals("button") && here.getText().startsWith(label)) {
				return;
			}
			here.sendKeys(Keys.TAB);
		}
		throw new IllegalStateException("No way to " + label);
	}

	void type(String selector, String text) {
		WebElement field = this.driver.findElement(By.cssSelector(selector));
		field.clear();
		field.sendKeys(text);
	}

	@Nullable Object run(String script) {
		return this.driver.executeScript(script);
	}

	double number(String script) {
		return ((Number) Objects.requireNonNull(run(script))).doubleValue();
	}

	/**
	 * Return the number that a script gives to the last of its arguments in the end.
	 */
	double laterNumber(String script) {
		return ((Number) Objects.requireNonNull(this.driver.executeAsyncScript(script))).doubleValue();
	}

	/**
	 * Return for how long the page has kept its processor busy.
	 * @return the time in seconds since it was opened
	 */
	double busySeconds() {
		this.driver.executeCdpCommand("Performance.enable", Map.of());
		List<?> metrics = (List<?>) Objects
			.requireNonNull(this.driver.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics"));
		return metrics.stream()
			.map((metric) -> (Map<?, ?>) metric)
			.filter((metric) -> "TaskDuration".equals(metric.get("name")))
			.mapToDouble((metric) -> ((Number) Objects.requireNonNull(metric.get("value"))).doubleValue())
			.sum();
	}

	/**
	 * Return what the browser complains about, a breach of the page's own policy among
	 * it.
	 */
	List<String> complaints() {
		this.complaints.addAll(
				this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage).toList());
		return this.complaints;
	}

	/**
	 * Return the rules of accessibility that the page breaks.
	 */
	List<String> barriers() {
		return new AxeBuilder().analyze(this.driver).getViolations().stream().map(Browser::describe).toList();
	}

	private static String describe(Rule rule) {
		return "%s: %s at %s".formatted(rule.getId(), rule.getHelp(), rule.getNodes());
	}

	/**
	 * Take a picture for the documentation, if somebody has asked for that.
	 */
	void picture(String name) {
		if (!SCREENSHOTS.isEmpty()) {
			try {
				Files.write(Files.createDirectories(Path.of(SCREENSHOTS)).resolve(name + ".png"),
						this.driver.getScreenshotAs(OutputType.BYTES));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
