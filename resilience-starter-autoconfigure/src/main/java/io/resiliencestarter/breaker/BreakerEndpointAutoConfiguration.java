package io.resiliencestarter.breaker;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoint that shows the breakers.
 */
@AutoConfiguration(after = BreakerAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(Breakers.class)
@ConditionalOnAvailableEndpoint(BreakersEndpoint.class)
public final class BreakerEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	BreakersEndpoint breakersEndpoint(Breakers breakers) {
		return new BreakersEndpoint(breakers);
	}

}
