package io.resiliencestarter.shutdown;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ProtocolHandler;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/**
 * Ends the intake of Tomcat before Tomcat is paused. Pausing does both at once, and what
 * has been accepted but not begun by then is closed without an answer, or answered by
 * Tomcat itself with 400. This way it is begun, and then waited for like all other
 * requests.
 */
class TomcatIntake extends WaitAtTheEnd {

	/** Just before the web server is paused, and waits for the requests under way. */
	static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;

	private static final long LOOK_MILLIS = 10;

	/** A request on its way through Tomcat's poller is counted nowhere. */
	private static final long SETTLE_MILLIS = 200;

	private static final long QUEUE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final ApplicationContext context;

	TomcatIntake(ApplicationContext context) {
		super(PHASE);
		this.context = context;
	}

	@Override
	void end() {
		List<ProtocolHandler> protocols = protocols();
		protocols.forEach(ProtocolHandler::closeServerSocketGraceful);
		long left = SETTLE_MILLIS;
		for (ProtocolHandler protocol : protocols) {
			left = protocol.awaitConnectionsClose(left);
		}
		long end = System.nanoTime() + QUEUE_NANOS;
		try {
			while (protocols.stream().anyMatch(TomcatIntake::hasQueued) && System.nanoTime() - end < 0) {
				if (isHurriedWithin(LOOK_MILLIS)) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean hasQueued(ProtocolHandler protocol) {
		return protocol.getExecutor() instanceof ThreadPoolExecutor executor && !executor.getQueue().isEmpty();
	}

	private List<ProtocolHandler> protocols() {
		if (this.context instanceof WebServerApplicationContext web
				&& web.getWebServer() instanceof TomcatWebServer server) {
			return Stream.of(server.getTomcat().getServer().findServices())
				.map(Service::findConnectors)
				.flatMap(Stream::of)
				.map(Connector::getProtocolHandler)
				.toList();
		}
		return List.of();
	}

}
