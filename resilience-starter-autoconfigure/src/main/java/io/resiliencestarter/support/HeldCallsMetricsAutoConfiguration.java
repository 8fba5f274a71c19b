package io.resiliencestarter.support;

import io.micrometer.core.instrument.MeterRegistry;
import io.resiliencestarter.pool.CallsWhileHolding;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of calls that are made while a connection is held.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(CallsWhileHolding.class)
public final class HeldCallsMetricsAutoConfiguration {

	@Bean
	HeldCallsMetrics resilienceHeldCallsMetrics(CallsWhileHolding calls) {
		return new HeldCallsMetrics(calls);
	}

}
