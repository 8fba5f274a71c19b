package io.resiliencestarter.breaker;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The breakers of the starter, by name. Thread-safe.
 */
public final class Breakers {

	private static final Log logger = LogFactory.getLog(Breakers.class);

	private final CircuitBreakerRegistry registry;

	private final BreakerEvents events;

	private final Clock clock;

	private final LongSupplier nanoTime;

	private final Map<String, Breaker> breakers = new ConcurrentSkipListMap<>();

	private final Set<String> engineNames = ConcurrentHashMap.newKeySet();

	private final Map<String, Breaker> byEngineName = new ConcurrentHashMap<>();

	private final List<Consumer<Breaker>> listeners = new ArrayList<>();

	/**
	 * Create the breakers.
	 * @param registry where the engine's breakers live
	 * @param events tells what happens to them
	 * @param clock tells the instants that are shown
	 * @param nanoTime measures, as {@link System#nanoTime()} does
	 */
	Breakers(CircuitBreakerRegistry registry, BreakerEvents events, Clock clock, LongSupplier nanoTime) {
		this.registry = registry;
		this.events = events;
		this.clock = clock;
		this.nanoTime = nanoTime;
	}

	/**
	 * Add a breaker, or return the one of that name. Its name in the engine's registry
	 * tells the kind too ({@code http.auth-service}): a breaker that the application
	 * itself puts around the same service would otherwise be the same one and count each
	 * call twice.
	 * @param name the name
	 * @param kind what it guards
	 * @param settings the settings
	 * @return the breaker
	 * @throws IllegalStateException if there is one of that name for something else
	 */
	public Breaker add(String name, BreakerKind kind, BreakerSettings settings) {
		Breaker found = this.breakers.get(name);
		Breaker breaker = (found != null) ? found : create(name, kind, settings);
		Assert.state(breaker.kind() == kind,
				() -> "There cannot be a breaker '%s' of kind %s, since there is one of kind %s: rename one of them"
					.formatted(name, kind.label(), breaker.kind().label()));
		return breaker;
	}

	private synchronized Breaker create(String name, BreakerKind kind, BreakerSettings settings) {
		Breaker found = this.breakers.get(name);
		if (found != null) {
			return found;
		}
		String prefix = kind.label() + ".";
		String engineName = name.startsWith(prefix) ? name : prefix + name;
		this.engineNames.add(engineName);
		Engine engine = new Engine(this.registry, engineName, settings, this.nanoTime);
		Breaker breaker = new Breaker(name, kind, settings, engine, this.events, this.clock);
		this.breakers.put(name, breaker);
		this.byEngineName.put(engineName, breaker);
		this.listeners.forEach((listener) -> tell(listener, breaker));
		return breaker;
	}

	/**
	 * A breaker can be added by a call, which goes on without meters if need be.
	 */
	private static void tell(Consumer<Breaker> listener, Breaker breaker) {
		try {
			listener.accept(breaker);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Breaker '%s' could not be given its meters".formatted(breaker.name()), ex);
		}
	}

	/**
	 * Call a listener for each breaker, those that are here and those that come.
	 * @param listener the listener
	 */
	synchronized void onAdd(Consumer<Breaker> listener) {
		this.breakers.values().forEach(listener);
		this.listeners.add(listener);
	}

	/**
	 * Whether a breaker of the registry is one of the starter.
	 * @param engineName its name in the registry
	 */
	boolean isOurs(String engineName) {
		return this.engineNames.contains(engineName);
	}

	/**
	 * Find a breaker.
	 * @param name the name
	 * @return the breaker, or {@code null} if there is none of that name
	 */
	public @Nullable Breaker find(String name) {
		return this.breakers.get(name);
	}

	/**
	 * Tell whether a call failed because a breaker is open, be it one of the starter or
	 * of the application itself.
	 * @param failure what the caller got
	 * @return the rejection, or {@code null} if the call failed for another reason
	 */
	public @Nullable Rejection rejection(Throwable failure) {
		Throwable cause = Rejections.find(failure);
		if (cause instanceof RejectedByBreaker rejected) {
			Breaker breaker = find(rejected.breakerName());
			return (breaker != null) ? breaker.rejection() : null;
		}
		return (cause instanceof CallNotPermittedException rejected)
				? rejectionByEngine(rejected.getCausingCircuitBreakerName()) : null;
	}

	private Rejection rejectionByEngine(String engineName) {
		Breaker breaker = this.byEngineName.get(engineName);
		return (breaker != null) ? breaker.rejection() : new Rejection(BreakerKind.CUSTOM, engineName, null);
	}

	/**
	 * Return the breakers.
	 * @return a live view, ordered by name
	 */
	public Collection<Breaker> all() {
		return Collections.unmodifiableCollection(this.breakers.values());
	}

}
