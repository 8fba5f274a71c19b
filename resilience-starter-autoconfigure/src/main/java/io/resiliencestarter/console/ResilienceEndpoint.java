package io.resiliencestarter.console;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.breaker.BreakersEndpoint.BreakersDescriptor;
import io.resiliencestarter.console.PoolHistories.Series;
import io.resiliencestarter.console.ResilienceEndpoint.ResilienceDescriptor;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.support.IncidentSummary;
import io.resiliencestarter.support.PoolEndpoint.PoolsDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeType;

/**
 * {@link WebEndpoint @WebEndpoint} that shows all pools and breakers: as a page to
 * browsers, and to others as the JSON that the page reads. What it shows is what the
 * other endpoints show, of those that are exposed.
 */
@RegisterReflectionForBinding(ResilienceDescriptor.class)
@WebEndpoint(id = "resilience", defaultAccess = Access.READ_ONLY)
public class ResilienceEndpoint {

	private final String application;

	private final ConsoleEndpoints endpoints;

	private final PoolHistories histories;

	private final @Nullable ConsolePage page;

	private final Clock clock;

	/**
	 * Create the endpoint.
	 * @param application the name of the application
	 * @param endpoints those whose content is shown
	 * @param histories what the pools were like
	 * @param page the page, {@code null} if it is switched off
	 * @param clock tells the current instant
	 */
	ResilienceEndpoint(String application, ConsoleEndpoints endpoints, PoolHistories histories,
			@Nullable ConsolePage page, Clock clock) {
		this.application = application;
		this.endpoints = endpoints;
		this.histories = histories;
		this.page = page;
		this.clock = clock;
	}

	/**
	 * Show everything.
	 * @param since the time after which samples of the history are wanted, in
	 * milliseconds since the epoch, none if there is none
	 * @return what the other endpoints show, without stacks
	 */
	@ReadOperation
	public ResilienceDescriptor summary(@Nullable Long since) {
		Instant now = this.clock.instant();
		return new ResilienceDescriptor(this.application, now, this.histories.status(now).label(),
				this.endpoints.pools(PoolKind.DB), this.endpoints.pools(PoolKind.REDIS), this.endpoints.breakers(),
				this.endpoints.incidents(), this.endpoints.actions(), (since != null) ? history(since) : null);
	}

	private HistoryDescriptor history(long since) {
		return new HistoryDescriptor(PoolHistories.STEP.toMillis(), PoolHistories.LENGTH.toMillis(),
				this.histories.after(since));
	}

	/**
	 * Show the page.
	 * @return the page; not found if it is switched off
	 */
	@ReadOperation(produces = "text/html")
	public @Nullable String page() {
		return (this.page != null) ? this.page.html(this.endpoints::path) : null;
	}

	/**
	 * Return a file of the page.
	 * @param name its name
	 * @return the file; not found if there is none of that name
	 */
	@ReadOperation
	public @Nullable WebEndpointResponse<String> file(@Selector String name) {
		ConsolePage.File file = (this.page != null) ? this.page.file(name) : null;
		return (file != null) ? new WebEndpointResponse<>(file.content(), MimeType.valueOf(file.type())) : null;
	}

	/**
	 * Everything.
	 *
	 * @param application the name of the application
	 * @param at when this was so
	 * @param status the worst status of the pools
	 * @param dbPool the database pools, {@code null} if their endpoint is not exposed
	 * @param redisPool the Redis pools, {@code null} if their endpoint is not exposed
	 * @param breakers the breakers, {@code null} if their endpoint is not exposed
	 * @param incidents the incidents, the newest first, by the kind and name of the pool
	 * @param actions the ids of the endpoints that take actions
	 * @param history what the pools were like, {@code null} if nobody has asked for it
	 */
	public record ResilienceDescriptor(String application, Instant at, String status,
			@Nullable PoolsDescriptor<?> dbPool, @Nullable PoolsDescriptor<?> redisPool,
			@Nullable BreakersDescriptor breakers, Map<String, Map<String, List<IncidentSummary>>> incidents,
			List<String> actions, @Nullable HistoryDescriptor history) implements OperationResponseBody {
	}

	/**
	 * The last quarter of an hour.
	 *
	 * @param stepMs the time between two samples
	 * @param lengthMs for how long they are kept
	 * @param pools the samples, by the kind and the name of the pool
	 */
	public record HistoryDescriptor(long stepMs, long lengthMs, Map<String, Map<String, Series>> pools) {
	}

}
