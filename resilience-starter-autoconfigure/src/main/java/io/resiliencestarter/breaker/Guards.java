package io.resiliencestarter.breaker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.resiliencestarter.pool.OneLine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The guards of dependencies that are no HTTP services, by name. To be injected; it is
 * there while the starter is switched off too, but guards nothing then. Thread-safe.
 */
public final class Guards {

	static final int MAX_UNDECLARED = 256;

	private static final Log logger = LogFactory.getLog(Guards.class);

	private final @Nullable GuardFactory factory;

	private final Map<String, Guard> guards = new ConcurrentHashMap<>();

	private final int limit;

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Create the guards that are declared.
	 * @param factory creates guards
	 */
	Guards(GuardFactory factory) {
		this.factory = factory;
		factory.declared().forEach((name) -> this.guards.put(name, factory.create(name)));
		this.limit = this.guards.size() + MAX_UNDECLARED;
	}

	private Guards() {
		this.factory = null;
		this.limit = 0;
	}

	/**
	 * Create guards that guard nothing.
	 */
	static Guards off() {
		return new Guards();
	}

	/**
	 * Return a guard. One that is declared by {@code resilience.guards.<name>} has the
	 * settings made there, any other the defaults. Each name is a breaker that is never
	 * removed, so that names must not be made of data: only 256 that are not declared are
	 * guarded.
	 * @param name the name, not blank
	 * @return the guard, the same for the same name
	 * @throws IllegalStateException if there is a breaker of that name for something
	 * else, a service for example
	 */
	public Guard get(String name) {
		Guard guard = this.guards.get(name);
		return (guard != null) ? guard : add(name);
	}

	private synchronized Guard add(String name) {
		Assert.hasText(name, "A guard needs a name");
		if (this.factory == null) {
			return Guard.unguarded(name);
		}
		if (this.guards.size() >= this.limit && !this.guards.containsKey(name)) {
			warnOnce(name);
			return Guard.unguarded(name);
		}
		return this.guards.computeIfAbsent(name, this.factory::create);
	}

	private void warnOnce(String name) {
		if (!this.warned.getAndSet(true)) {
			logger.warn("Calls of guard '%s' and others are not guarded: there are %d guards that are not declared"
				.formatted(OneLine.of(name), MAX_UNDECLARED));
		}
	}

}
