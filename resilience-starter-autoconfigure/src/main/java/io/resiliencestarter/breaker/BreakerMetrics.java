package io.resiliencestarter.breaker;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.CircuitBreakerMetricNames;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetricsPublisher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Binds resilience4j's meters for all breakers of a registry. Those of the starter tell
 * their calls themselves: resilience4j's own binder listens to the engine, which makes it
 * create and publish an event for each call.
 */
class BreakerMetrics implements MeterBinder {

	private final Breakers breakers;

	private final CircuitBreakerRegistry registry;

	/**
	 * Create the binder.
	 * @param breakers the breakers of the starter
	 * @param registry where they live, maybe beside others
	 */
	BreakerMetrics(Breakers breakers, CircuitBreakerRegistry registry) {
		this.breakers = breakers;
		this.registry = registry;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		this.breakers.onAdd((breaker) -> bind(breaker, meters));
		bindOthers(new TaggedCircuitBreakerMetricsPublisher(meters));
	}

	private void bindOthers(TaggedCircuitBreakerMetricsPublisher publisher) {
		this.registry.getAllCircuitBreakers().forEach((other) -> bindOther(other, publisher));
		this.registry.getEventPublisher()
			.onEntryAdded((event) -> bindOther(event.getAddedEntry(), publisher))
			.onEntryReplaced((event) -> bindOther(event.getNewEntry(), publisher))
			.onEntryRemoved((event) -> publisher.removeMetrics(event.getRemovedEntry()));
	}

	private void bindOther(CircuitBreaker breaker, TaggedCircuitBreakerMetricsPublisher publisher) {
		if (!this.breakers.isOurs(breaker.getName())) {
			publisher.publishMetrics(breaker);
		}
	}

	private static void bind(Breaker breaker, MeterRegistry meters) {
		BreakerMeters bound = new BreakerMeters(breaker, meters);
		bound.bindStates();
		bound.bindWindow();
		bound.bindCalls();
	}

	/**
	 * The meters of one breaker.
	 */
	private static final class BreakerMeters {

		private final CircuitBreakerMetricNames names = CircuitBreakerMetricNames.ofDefaults();

		private final Breaker breaker;

		private final MeterRegistry meters;

		private final Tags tags;

		BreakerMeters(Breaker breaker, MeterRegistry meters) {
			this.breaker = breaker;
			this.meters = meters;
			CircuitBreaker engine = breaker.engine();
			this.tags = Tags
				.of(engine.getTags().entrySet().stream().map((tag) -> Tag.of(tag.getKey(), tag.getValue())).toList())
				.and("name", engine.getName());
		}

		void bindStates() {
			for (State state : State.values()) {
				gauge(this.names.getStateMetricName(), "Whether the breaker is in the state: 1 if so, 0 if not",
						Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
						(engine) -> (engine.getState() == state) ? 1 : 0);
			}
		}

		void bindWindow() {
			window(this.names.getBufferedCallsMetricName(), "Calls in the window", "successful",
					Metrics::getNumberOfSuccessfulCalls);
			window(this.names.getBufferedCallsMetricName(), "Calls in the window", "failed",
					Metrics::getNumberOfFailedCalls);
			window(this.names.getSlowCallsMetricName(), "Slow calls in the window", "successful",
					Metrics::getNumberOfSlowSuccessfulCalls);
			window(this.names.getSlowCallsMetricName(), "Slow calls in the window", "failed",
					Metrics::getNumberOfSlowFailedCalls);
			gauge(this.names.getFailureRateMetricName(),
					"Failed calls in the window in percent, -1 if they are too few", Tags.empty(),
					(engine) -> engine.getMetrics().getFailureRate());
			gauge(this.names.getSlowCallRateMetricName(), "Slow calls in the window in percent, -1 if they are too few",
					Tags.empty(), (engine) -> engine.getMetrics().getSlowCallRate());
		}

		void bindCalls() {
			Timer successful = timer("successful");
			Timer failed = timer("failed");
			Timer ignored = timer("ignored");
			Counter rejected = Counter.builder(this.names.getNotPermittedCallsMetricName())
				.description("Calls that the breaker rejected")
				.tags(this.tags.and("kind", "not_permitted"))
				.register(this.meters);
			this.breaker.addListener((outcome, nanos) -> {
				switch (outcome) {
					case SUCCESSFUL -> successful.record(nanos, TimeUnit.NANOSECONDS);
					case FAILED -> failed.record(nanos, TimeUnit.NANOSECONDS);
					case IGNORED -> ignored.record(nanos, TimeUnit.NANOSECONDS);
					case REJECTED -> rejected.increment();
				}
			});
		}

		private Timer timer(String kind) {
			return Timer.builder(this.names.getCallsMetricName())
				.description("Calls by their outcome")
				.tags(this.tags.and("kind", kind))
				.register(this.meters);
		}

		private void window(String name, String description, String kind, ToDoubleFunction<Metrics> value) {
			gauge(name, description, Tags.of("kind", kind), (engine) -> value.applyAsDouble(engine.getMetrics()));
		}

		private void gauge(String name, String description, Tags more, ToDoubleFunction<CircuitBreaker> value) {
			Gauge.builder(name, this.breaker, (self) -> value.applyAsDouble(self.engine()))
				.description(description)
				.tags(this.tags.and(more))
				.register(this.meters);
		}

	}

}
