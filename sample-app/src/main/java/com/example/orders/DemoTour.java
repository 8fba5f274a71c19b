package com.example.orders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.resiliencestarter.support.VerdictDescriptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Goes through all mishaps by itself if the application is started with {@code --demo},
 * and tells what the starter says of each.
 */
@Component
class DemoTour implements DisposableBean {

	private static final Log logger = LogFactory.getLog(DemoTour.class);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final long LOOK_MILLIS = 100;

	private final ApplicationArguments arguments;

	private final Demo demo;

	private final Mishaps mishaps;

	private final DemoPool pool;

	private final Thread guide = new Thread(this::tour, "demo-tour");

	private final CompletableFuture<List<Finding>> findings = new CompletableFuture<>();

	DemoTour(ApplicationArguments arguments, Demo demo, Mishaps mishaps, DemoPool pool) {
		this.arguments = arguments;
		this.demo = demo;
		this.mishaps = mishaps;
		this.pool = pool;
	}

	/**
	 * On a thread of its own: the application is ready, and stays so.
	 */
	@EventListener(ApplicationReadyEvent.class)
	void start() {
		if (this.arguments.containsOption("demo")) {
			this.guide.setDaemon(true);
			this.guide.start();
		}
	}

	/**
	 * Return what was found at each mishap.
	 * @return completed when the tour ends
	 */
	CompletableFuture<List<Finding>> findings() {
		return this.findings;
	}

	private void tour() {
		List<Finding> found = new ArrayList<>();
		try {
			for (Mishap mishap : this.mishaps.all()) {
				logger.info("Demo %d of %d: %s".formatted(found.size() + 1, this.mishaps.all().size(), mishap.what()));
				found.add(visit(mishap));
				logger.info("Demo: " + found.get(found.size() - 1));
			}
			logger.info(found.stream()
				.map(Finding::toString)
				.collect(Collectors.joining("\n  ", "The demo is over, the application goes on:\n  ", "")));
			this.findings.complete(found);
		}
		catch (Exception ex) {
			logger.warn("The demo has ended early", ex);
			this.findings.completeExceptionally(ex);
		}
	}

	private Finding visit(Mishap mishap) throws Exception {
		this.demo.toggle(mishap);
		Duration found = await(() -> cause().equals(mishap.cause()));
		VerdictDescriptor verdict = this.pool.show().verdict();
		this.demo.toggle(mishap);
		Duration undone = await(this.pool::isHealthy);
		return new Finding(mishap.cause(), verdict, found, undone);
	}

	private String cause() {
		VerdictDescriptor verdict = this.pool.show().verdict();
		return (verdict != null) ? verdict.cause() : "none";
	}

	private static Duration await(BooleanSupplier condition) throws InterruptedException {
		long begin = System.nanoTime();
		while (!condition.getAsBoolean() && System.nanoTime() - begin < PATIENCE.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
		}
		return Duration.ofNanos(System.nanoTime() - begin);
	}

	@Override
	public void destroy() {
		this.guide.interrupt();
	}

}
