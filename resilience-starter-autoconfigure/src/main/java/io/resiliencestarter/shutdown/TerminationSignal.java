package io.resiliencestarter.shutdown;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * Ends the virtual machine on SIGTERM as it would end anyway, but with exit code 0, as
 * having been asked to is no failure. Whoever asks twice is not made to wait for what is
 * under way. One at a time in a virtual machine; others change nothing.
 */
final class TerminationSignal implements InitializingBean, DisposableBean {

	private static final Log logger = LogFactory.getLog(TerminationSignal.class);

	private static final AtomicBoolean taken = new AtomicBoolean();

	private final List<Impatient> waiting;

	private final AtomicBoolean ending = new AtomicBoolean();

	private SignalHandling handling = SignalHandling.NONE;

	/**
	 * Create a handler.
	 * @param waiting who is told to wait no longer
	 */
	TerminationSignal(List<Impatient> waiting) {
		this.waiting = waiting;
	}

	@Override
	public void afterPropertiesSet() {
		if (taken.compareAndSet(false, true)) {
			this.handling = SignalHandling.install("TERM", this::received);
		}
	}

	/**
	 * Called on a new thread for each signal.
	 */
	private void received() {
		if (this.ending.compareAndSet(false, true)) {
			System.exit(0);
		}
		logger.warn("Terminated again: not waiting any longer for what is under way");
		this.waiting.forEach(TerminationSignal::hurry);
	}

	private static void hurry(Impatient waiting) {
		try {
			waiting.hurry();
		}
		catch (RuntimeException ex) {
			logger.warn("Could not stop waiting", ex);
		}
	}

	@Override
	public void destroy() {
		if (this.handling != SignalHandling.NONE) {
			this.handling.remove();
			this.handling = SignalHandling.NONE;
			taken.set(false);
		}
	}

}
