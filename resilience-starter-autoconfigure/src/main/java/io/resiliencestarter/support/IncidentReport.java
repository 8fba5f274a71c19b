package io.resiliencestarter.support;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.resiliencestarter.diagnosis.Incident;
import io.resiliencestarter.diagnosis.Verdict;
import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.Waiter;

/**
 * Writes what is logged of an incident: first the reason, then what to do, then who holds
 * what. Bounded in size.
 */
final class IncidentReport {

	private static final int MAX_HOLDERS = 10;

	private static final int MAX_WAITERS = 10;

	/** Of the innermost ones, which tell what is waited for. */
	private static final int FIRST_FRAMES = 3;

	/** From the application's line on, which tell why. */
	private static final int MORE_FRAMES = 12;

	private static final int MAX_LENGTH = 16_000;

	private final StringBuilder text = new StringBuilder();

	private final Set<String> told = new HashSet<>();

	private IncidentReport() {
	}

	static String opened(Incident incident) {
		IncidentReport report = new IncidentReport();
		report.head("Pool '%s' is in trouble".formatted(incident.pool()), incident.verdict());
		report.lines("Evidence", incident.verdict().evidence());
		report.lines("What to do", incident.verdict().advice());
		incident.holders().stream().limit(MAX_HOLDERS).forEach(report::holder);
		report.rest(incident.holders().size() - MAX_HOLDERS, "more hold connections");
		incident.waiters().stream().limit(MAX_WAITERS).forEach(report::waiter);
		report.rest(incident.waiters().size() - MAX_WAITERS, "more wait");
		return report.bounded();
	}

	static String closed(Incident incident) {
		IncidentReport report = new IncidentReport();
		Duration duration = incident.duration();
		report.head(
				"Pool '%s' is out of trouble after %s, in which %d callers got no connection in time and %d were rejected"
					.formatted(incident.pool(), seconds((duration != null) ? duration : Duration.ZERO),
							incident.timeouts(), incident.rejected()),
				incident.verdict());
		return report.bounded();
	}

	private void head(String head, Verdict verdict) {
		this.text.append("%s. Cause: %s. %s".formatted(head, verdict.cause().label(), verdict.summary()));
	}

	private void lines(String title, List<String> lines) {
		if (!lines.isEmpty()) {
			line(title + ":");
			lines.forEach((text) -> line("  - " + text));
		}
	}

	/**
	 * Holders that do the same in the same line have much the same stack.
	 */
	private void holder(Holder holder) {
		StackTraceElement now = holder.now();
		StackTraceElement borrowed = holder.borrowedAt();
		line("%s holds a connection for %s, %s%s%s".formatted(holder.thread(), seconds(holder.held()),
				holder.doing().label(), (now != null) ? " at " + ApplicationFrames.format(now) : "",
				(borrowed != null) ? ", borrowed at " + ApplicationFrames.format(borrowed) : ""));
		if (this.told.add(holder.doing() + " " + now)) {
			stack(holder.stack(), (now != null) ? holder.stack().indexOf(now) : 0);
		}
	}

	private void stack(List<StackTraceElement> stack, int line) {
		int first = Math.min(FIRST_FRAMES, stack.size());
		int next = Math.max(first, line);
		stack.subList(0, first).forEach(this::frame);
		if (next > first) {
			line("\t... %d more".formatted(next - first));
		}
		stack.subList(next, Math.min(next + MORE_FRAMES, stack.size())).forEach(this::frame);
	}

	private void frame(StackTraceElement frame) {
		line("\tat " + ApplicationFrames.format(frame));
	}

	private void waiter(Waiter waiter) {
		StackTraceElement from = waiter.from();
		line("%s waits for %s%s".formatted(waiter.thread(), seconds(waiter.waited()),
				(from != null) ? " at " + ApplicationFrames.format(from) : ""));
	}

	private void rest(int count, String what) {
		if (count > 0) {
			line(count + " " + what);
		}
	}

	private void line(String line) {
		this.text.append(System.lineSeparator()).append(line);
	}

	private String bounded() {
		return (this.text.length() > MAX_LENGTH) ? this.text.substring(0, MAX_LENGTH) + " ..." : this.text.toString();
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

}
