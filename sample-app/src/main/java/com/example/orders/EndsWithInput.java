package com.example.orders;

import java.io.IOException;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Ends this process with the one that started it, which holds the other end of its input.
 */
@Component
@ConditionalOnBooleanProperty("orders.ends-with-input")
class EndsWithInput {

	private final ApplicationContext context;

	EndsWithInput(ApplicationContext context) {
		this.context = context;
	}

	@EventListener(ApplicationReadyEvent.class)
	void watch() {
		Thread thread = new Thread(this::awaitEnd, "ends-with-input");
		thread.setDaemon(true);
		thread.start();
	}

	private void awaitEnd() {
		try {
			while (System.in.read() >= 0) {
				// nobody writes anything
			}
		}
		catch (IOException ex) {
			// the other end is gone, too
		}
		System.exit(SpringApplication.exit(this.context));
	}

}
