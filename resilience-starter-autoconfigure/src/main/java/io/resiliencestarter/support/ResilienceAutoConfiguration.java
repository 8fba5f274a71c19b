package io.resiliencestarter.support;

import java.time.Clock;
import java.util.List;

import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.CoarseClock;
import io.resiliencestarter.pool.SiteCapture;
import io.resiliencestarter.pool.TrackerContext;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of what the parts share.
 */
@AutoConfiguration
@ConditionalOnResilience
public final class ResilienceAutoConfiguration {

	@Bean
	TrackerContext resilienceTrackerContext(BeanFactory beanFactory, Environment environment) {
		List<String> packages = Binder.get(environment)
			.bind("resilience.application-packages", Bindable.listOf(String.class))
			.orElseGet(() -> AutoConfigurationPackages.has(beanFactory) ? AutoConfigurationPackages.get(beanFactory)
					: List.of());
		return new TrackerContext(new CoarseClock(System.nanoTime()), new SiteCapture(System::nanoTime),
				new ApplicationFrames(packages));
	}

	@Bean
	CallsWhileHolding resilienceCallsWhileHolding(TrackerContext context) {
		return new CallsWhileHolding(context);
	}

	@Bean
	EventDelivery resilienceEventDelivery(ApplicationEventPublisher publisher) {
		return new EventDelivery(publisher);
	}

	@Bean
	PoolEvents resiliencePoolEvents(EventDelivery delivery) {
		return new PoolEvents(delivery::publish);
	}

	@Bean
	ResilienceTicker resilienceTicker(TrackerContext context, CallsWhileHolding calls, PoolEvents events) {
		return new ResilienceTicker(context, calls, events, Clock.systemUTC());
	}

}
