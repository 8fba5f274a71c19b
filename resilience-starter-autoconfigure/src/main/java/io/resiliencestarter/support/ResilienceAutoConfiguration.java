package io.resiliencestarter.support;

import java.time.Clock;
import java.util.List;

import io.resiliencestarter.pool.PoolRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what the parts share.
 */
@AutoConfiguration
@ConditionalOnResilience
public final class ResilienceAutoConfiguration {

	@Bean
	ResilienceTicker resilienceTicker(ObjectProvider<PoolRegistry<?>> registries) {
		return new ResilienceTicker(List.copyOf(registries.orderedStream().toList()), Clock.systemUTC());
	}

}
