package io.resiliencestarter.breaker;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Keeps thousands of changes of state out of the log.
 */
class QuietBreakers implements BeforeAllCallback, AfterAllCallback {

	private final LoggingSystem logging = LoggingSystem.get(QuietBreakers.class.getClassLoader());

	@Override
	public void beforeAll(ExtensionContext context) {
		this.logging.setLogLevel(BreakerEvents.class.getName(), LogLevel.OFF);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		this.logging.setLogLevel(BreakerEvents.class.getName(), null);
	}

}
