package io.resiliencestarter.shutdown;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/**
 * The web server, which waits for the requests under way when it ends gracefully.
 */
class RequestDrain implements Impatient {

	private final ApplicationContext context;

	RequestDrain(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void hurry() {
		if (this.context instanceof WebServerApplicationContext web) {
			WebServer server = web.getWebServer();
			if (server != null) {
				server.stop();
			}
		}
	}

}
