package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.resiliencestarter.diagnosis.PoolTime.Line;
import io.resiliencestarter.diagnosis.PoolTime.Use;
import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.PoolConnections;
import org.jspecify.annotations.Nullable;

/**
 * Puts a diagnosis in words: what is wrong, what was seen, and what to do.
 */
final class VerdictWriter {

	private static final int MOST_LINES = 4;

	private static final double WORTH_TELLING = 0.01;

	private static final String[] TRANSACTIONS = { "org.springframework.transaction.", "jakarta.transaction.",
			"org.springframework.jdbc." };

	private final PoolTerms terms;

	private final Vocabulary words;

	private final Diagnosis diagnosis;

	private final Cause cause;

	private final List<String> evidence = new ArrayList<>();

	private final List<String> advice = new ArrayList<>();

	VerdictWriter(PoolTerms terms, Diagnosis diagnosis) {
		this.terms = terms;
		this.words = Vocabulary.of(terms.kind());
		this.diagnosis = diagnosis;
		this.cause = diagnosis.cause();
	}

	Verdict write(Instant since) {
		Line line = culprit();
		counts();
		CreationWords creation = new CreationWords(this.terms, this.diagnosis.last(), this.evidence, this.advice);
		String summary = switch (this.cause) {
			case LEAK -> leak(line);
			case NESTED_BORROW -> nestedBorrow(line);
			case EXTERNAL_CALL -> externalCall(line);
			case SLOW_CODE -> slowCode(line);
			case SLOW_QUERY -> slowQuery(line);
			case LOCK_WAIT -> lockWait(line);
			case POOL_TOO_SMALL -> tooSmall();
			case SERVER_LIMIT -> creation.serverLimit();
			case DATABASE_DOWN -> creation.databaseDown();
			case AUTHENTICATION -> creation.authentication();
			case SLOW_CREATION -> creation.slowCreation();
			case NONE -> throw new IllegalStateException("Nothing to say");
		};
		profile();
		server();
		return new Verdict(this.cause, since, summary, culprit(line), this.evidence, this.advice);
	}

	/**
	 * Find the line to blame: the one that most of the time goes to, among those that do
	 * what is wrong.
	 */
	private @Nullable Line culprit() {
		Use use = switch (this.cause) {
			case LEAK -> Use.LEAK;
			case NESTED_BORROW -> Use.NESTED;
			case EXTERNAL_CALL -> Use.EXTERNAL;
			case SLOW_CODE -> Use.CODE;
			case SLOW_QUERY, LOCK_WAIT -> Use.SQL;
			default -> null;
		};
		return this.diagnosis.time()
			.lines()
			.stream()
			.filter((line) -> line.charge().use() == use)
			.max((first, second) -> Double.compare(first.share(), second.share()))
			.orElse(null);
	}

	private static @Nullable Culprit culprit(@Nullable Line line) {
		return (line != null && line.charge().site() != null)
				? new Culprit(ApplicationFrames.format(line.charge().site()), Math.round(line.share() * 100) / 100.0)
				: null;
	}

	private void counts() {
		Vitals vitals = this.diagnosis.last();
		PoolConnections connections = vitals.connections();
		this.evidence.add("%d of %d connections in use, %s%s%s".formatted(connections.active(), connections.max(),
				(connections.waiting() == 1) ? "1 caller waits" : connections.waiting() + " callers wait",
				vitals.longestWait().isZero() ? "" : ", the first for " + seconds(vitals.longestWait()),
				goneAway(this.diagnosis.window().get(0).vitals(), vitals)));
	}

	private static String goneAway(Vitals first, Vitals last) {
		long callers = last.timeouts() - first.timeouts() + last.rejected() - first.rejected();
		return (callers > 0) ? "; %d went away without one within %s".formatted(callers,
				seconds(Duration.between(first.at(), last.at()))) : "";
	}

	private void profile() {
		int told = 0;
		for (Line line : this.diagnosis.time().lines()) {
			if (told < MOST_LINES && line.share() >= WORTH_TELLING) {
				this.evidence.add("%s of the pool's time: %s%s; longest hold %s (%s)".formatted(percent(line.share()),
						this.words.phrase(line.charge().use()), at(line), seconds(line.longest().held()),
						line.longest().thread()));
				told++;
			}
		}
	}

	private void server() {
		ServerView server = this.diagnosis.last().server();
		if (server != null && server.note() != null) {
			this.evidence.add("server: " + server.note());
		}
	}

	private String leak(@Nullable Line line) {
		int lost = most(Use.LEAK);
		this.advice.add("Close the connection on every path, exceptions included: try-with-resources%s"
			.formatted((line != null) ? at(line) : ""));
		this.advice.add(this.words.takeBack());
		this.advice.add("Do not raise the pool: it would only take longer to run dry");
		return "%d of %d connections leaked: borrowed%s and never given back".formatted(lost, max(),
				(line != null && line.charge().site() != null) ? at(line) : " at an unknown place");
	}

	private int most(Use use) {
		return this.diagnosis.window()
			.stream()
			.mapToInt((look) -> Math
				.toIntExact(look.sample().holders().stream().filter((sample) -> Use.of(sample) == use).count()))
			.max()
			.orElse(0);
	}

	private String nestedBorrow(@Nullable Line line) {
		int threads = this.diagnosis.window().stream().mapToInt((look) -> look.sample().threads()).max().orElse(0);
		int depth = Math.max(2,
				this.diagnosis.window().stream().mapToInt((look) -> look.sample().depth()).max().orElse(0));
		int safe = threads * (depth - 1) + 1;
		this.evidence.add("%d threads borrow at once, up to %d connections each".formatted(threads, depth));
		this.advice.add("Do without the second connection%s: %s".formatted((line != null) ? at(line) : "",
				this.words.secondBorrow()));
		this.advice.add(
				"A pool that cannot starve has threads × (connections of each - 1) + 1 = %d × %d + 1 = %d connections: %s%s"
					.formatted(threads, depth - 1, safe, this.terms.sizing().apply(safe), room(safe)));
		this.advice.add("Or let fewer threads in: %d at most can borrow at once with %d connections"
			.formatted(Math.max(1, (max() - 1) / (depth - 1)), max()));
		return "%s of the holders wait for a second connection, which only they could give back"
			.formatted(percent(this.diagnosis.time().share(Use.NESTED)));
	}

	private String externalCall(@Nullable Line line) {
		String service = (line != null) ? service(line) : null;
		String called = (service != null) ? "a call to service '%s'".formatted(service)
				: "something other than " + this.words.server();
		if (line != null && isOutsideTransaction(line.longest())) {
			this.evidence
				.add("no transaction is on the holder's stack: its connection is held on after the transaction");
			this.advice
				.add("Set spring.jpa.open-in-view=false, so that the connection goes back when the transaction ends");
		}
		this.advice.add(this.words.outside().formatted((line != null) ? at(line) : ""));
		this.advice.add("Give the call a timeout shorter than %s, the time that callers wait for a connection%s"
			.formatted(seconds(this.terms.timeout()), (service != null) ? ": " + timeoutKey(service) : ""));
		this.advice.add("Do not raise the pool: more callers would hold connections that %s does not work for"
			.formatted(this.words.server()));
		return "%s of the pool's time goes to holders that wait for %s%s".formatted(share(line), called,
				(line != null) ? at(line) : "");
	}

	private static String timeoutKey(String service) {
		return service.startsWith("redis.") ? "resilience.redis.socket-timeout"
				: "resilience.services.%s.read-timeout".formatted(service);
	}

	private @Nullable String service(Line line) {
		StackTraceElement site = line.charge().site();
		return (site != null) ? this.terms.services().find(site) : null;
	}

	/**
	 * Open session in view keeps the connection of a transaction that has ended, for the
	 * rest of a web request.
	 */
	private static boolean isOutsideTransaction(Holder holder) {
		boolean web = holder.stack().stream().anyMatch((frame) -> starts(frame, "org.springframework.web.servlet."));
		return web && holder.stack()
			.stream()
			.noneMatch((frame) -> starts(frame, TRANSACTIONS) || starts(frame, "com.zaxxer.hikari."));
	}

	private static boolean starts(StackTraceElement frame, String... prefixes) {
		for (String prefix : prefixes) {
			if (frame.getClassName().startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

	private String slowCode(@Nullable Line line) {
		this.advice.add("Compute before the connection is borrowed or after it was given back%s"
			.formatted((line != null) ? at(line) : ""));
		this.advice.add("Do not raise the pool: more callers would compute at once, on the same processors");
		return "%s of the pool's time goes to code that computes while it holds a connection%s".formatted(share(line),
				(line != null) ? at(line) : "");
	}

	private String slowQuery(@Nullable Line line) {
		this.advice.add(this.words.explain().formatted((line != null) ? at(line) : ""));
		this.advice.add(this.words.bound());
		this.advice
			.add("Do not raise the pool: more slow %s at once make each one slower".formatted(this.words.items()));
		return "%s of the pool's time goes to slow %s%s".formatted(share(line), this.words.items(),
				(line != null) ? at(line) : "");
	}

	private String lockWait(@Nullable Line line) {
		ServerView server = this.diagnosis.last().server();
		if (server != null) {
			this.evidence.add("%d of our %d busy sessions wait for a lock".formatted(server.locked(), server.busy()));
			server.blockers().forEach((blocker) -> this.evidence.add("blocked by " + blocker));
		}
		this.advice.add(
				"End the transaction that holds the lock: %s".formatted((server != null && !server.blockers().isEmpty())
						? server.blockers().get(0) : "the server does not tell which"));
		this.advice.add("Keep transactions that lock rows short, and let none wait forever: set lock_timeout");
		this.advice.add("Do not raise the pool: more callers would queue for the same lock");
		return "%s of the pool's time goes to statements that wait for a lock in the database%s".formatted(share(line),
				(line != null) ? at(line) : "");
	}

	private String tooSmall() {
		Demand demand = Demand.of(this.diagnosis.window());
		int size = Math.max(demand.size(), max() + 1);
		Integer free = free();
		if (free != null && free <= 0) {
			this.advice.add(
					"Do not raise the pool: the server has no connection left; make holds shorter, or let others use fewer");
		}
		else {
			int total = this.diagnosis.last().connections().total();
			int possible = (free != null) ? Math.min(size, total + free) : size;
			this.advice.add("Raise the pool to %d: %s (arrivals %s/s × hold %.0f ms, Little's law)%s".formatted(
					possible, this.terms.sizing().apply(possible), Math.round(demand.arrivals()), demand.hold() * 1000,
					room(size)));
		}
		return "Callers want %s connections a second for %.0f ms each, which is more than %d connections can serve"
			.formatted(Math.round(demand.arrivals()), demand.hold() * 1000, max());
	}

	private @Nullable Integer free() {
		ServerView server = this.diagnosis.last().server();
		return (server != null) ? server.free() : null;
	}

	private String room(int size) {
		Integer free = free();
		if (free == null) {
			return "; how much room the server has is not known: look before you raise it";
		}
		int missing = size - this.diagnosis.last().connections().total() - free;
		return "; the server has %d connections free%s".formatted(free,
				(missing > 0) ? ", which is %d too few".formatted(missing) : "");
	}

	private int max() {
		return this.diagnosis.last().connections().max();
	}

	private static String share(@Nullable Line line) {
		return percent((line != null) ? line.share() : 0);
	}

	private static String at(Line line) {
		StackTraceElement site = line.charge().site();
		return (site != null) ? " at " + ApplicationFrames.format(site) : "";
	}

	private static String percent(double share) {
		return Math.round(share * 100) + "%";
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

}
