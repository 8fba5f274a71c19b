package io.resiliencestarter.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Knows who calls another service while holding a connection, which nobody can use until
 * the service has answered. Thread-safe: services are called on any thread; one thread
 * calls {@link #tick}.
 * <p>
 * Where the calls come from is captured as far as the budget of {@link SiteCapture}
 * allows, and only a bounded number of lines is kept.
 */
public final class CallsWhileHolding {

	private static final int MAX_PENDING = 32;

	private static final int MAX_SITES = 256;

	private final SiteCapture captures;

	private final ApplicationFrames frames;

	private final Map<String, CalledService> services = new ConcurrentSkipListMap<>();

	private final List<Consumer<CalledService>> listeners = new CopyOnWriteArrayList<>();

	private final BlockingQueue<Call> pending = new ArrayBlockingQueue<>(MAX_PENDING);

	private final Set<Site> sites = ConcurrentHashMap.newKeySet();

	private volatile TrackedPool[] pools = {};

	/**
	 * Create an instance that knows neither pools nor services.
	 * @param context what the trackers of the pools share
	 */
	public CallsWhileHolding(TrackerContext context) {
		this.captures = context.sites();
		this.frames = context.frames();
	}

	/**
	 * Look for connections of a pool too, in place of one of the same name.
	 * @param pool the name of the pool's bean
	 * @param tracker knows who holds its connections
	 */
	public synchronized void watch(String pool, PoolTracker<?> tracker) {
		List<TrackedPool> watched = new ArrayList<>(List.of(this.pools));
		watched.removeIf((known) -> known.name().equals(pool));
		watched.add(new TrackedPool(pool, tracker));
		this.pools = watched.toArray(TrackedPool[]::new);
	}

	/**
	 * Return a service, a new one if there is none of that name.
	 * @param name the name
	 * @return the service, to be told of each call
	 */
	public CalledService service(String name) {
		return service(name, null);
	}

	/**
	 * Return a service that is called with the connections of a pool, a new one if there
	 * is none of that name.
	 * @param name the name
	 * @param pool the pool, whose connections may be held during calls
	 * @return the service, to be told of each call
	 */
	public synchronized CalledService service(String name, @Nullable String pool) {
		CalledService known = this.services.get(name);
		if (known != null) {
			return known;
		}
		CalledService service = new CalledService(name, pool, this);
		this.services.put(name, service);
		this.listeners.forEach((listener) -> listener.accept(service));
		return service;
	}

	/**
	 * Call a listener for each service, those that are here and those that come.
	 * @param listener the listener
	 */
	public synchronized void onService(Consumer<CalledService> listener) {
		this.services.values().forEach(listener);
		this.listeners.add(listener);
	}

	/**
	 * Find a pool of which the current thread holds a connection.
	 * @param except the name of a pool that does not count, {@code null} for none
	 * @return the name of the pool, {@code null} if it holds none
	 */
	@Nullable String heldPool(@Nullable String except) {
		Thread thread = Thread.currentThread();
		for (TrackedPool pool : this.pools) {
			if (!pool.name().equals(except) && pool.tracker().isHeldBy(thread)) {
				return pool.name();
			}
		}
		return null;
	}

	void capture(String service, String pool) {
		Throwable stack = (this.pending.remainingCapacity() > 0) ? this.captures.capture() : null;
		if (stack != null) {
			this.pending.offer(new Call(service, pool, stack));
		}
	}

	/**
	 * Find the lines that calls were captured from.
	 * @param listener who is told of each line once
	 */
	public void tick(PoolListener listener) {
		for (Call call = this.pending.poll(); call != null; call = this.pending.poll()) {
			Site site = new Site(call.service(), call.pool(), this.frames.site(call.stack().getStackTrace()));
			if (this.sites.size() < MAX_SITES && this.sites.add(site)) {
				listener.calledWhileHolding(site.pool(), site.service(), site.line());
			}
		}
	}

	/**
	 * Return the calls that were made while a connection of a pool was held.
	 * @param pool the name of the pool's bean
	 * @return the services with their calls, by name
	 */
	public List<HeldCalls> of(String pool) {
		return this.services.values()
			.stream()
			.filter((service) -> service.calls(pool) > 0)
			.map((service) -> new HeldCalls(service.name(), service.calls(pool), sites(service.name(), pool)))
			.toList();
	}

	private List<StackTraceElement> sites(String service, String pool) {
		List<StackTraceElement> lines = new ArrayList<>();
		for (Site site : this.sites) {
			if (site.service().equals(service) && site.pool().equals(pool) && site.line() != null) {
				lines.add(site.line());
			}
		}
		return lines;
	}

	/**
	 * Find the service that is called from a line of the application's code, which was
	 * seen to do so while it held a connection.
	 * @param line the line
	 * @return the name of the service, {@code null} if none is known, or several: a
	 * client of one's own calls all services from the same line
	 */
	public @Nullable String serviceAt(StackTraceElement line) {
		String found = null;
		for (Site site : this.sites) {
			if (line.equals(site.line())) {
				if (found != null && !found.equals(site.service())) {
					return null;
				}
				found = site.service();
			}
		}
		return found;
	}

	/**
	 * A pool whose connections are looked for.
	 *
	 * @param name the name of its bean
	 * @param tracker knows who holds them
	 */
	private record TrackedPool(String name, PoolTracker<?> tracker) {
	}

	/**
	 * A call whose line is not known yet.
	 *
	 * @param service the service that is called
	 * @param pool the pool of which a connection is held
	 * @param stack the caller's stack, not yet walked
	 */
	private record Call(String service, String pool, Throwable stack) {
	}

	/**
	 * A line that calls come from.
	 *
	 * @param service the service that is called
	 * @param pool the pool of which a connection is held
	 * @param line the line, {@code null} if no code of the application was on the stack
	 */
	private record Site(String service, String pool, @Nullable StackTraceElement line) {
	}

}
