package io.resiliencestarter.http;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the starter is switched off and no service is declared either, whose
 * clients the application could ask for.
 */
class OnServicesCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Environment environment = context.getEnvironment();
		ConditionMessage.Builder message = ConditionMessage.forCondition("Services");
		if (environment.getProperty("resilience.enabled", Boolean.class, true)) {
			return ConditionOutcome.match(message.because("nothing switches the starter off"));
		}
		boolean declared = !ServicesProperties.declaredIn(environment).isEmpty();
		return new ConditionOutcome(declared, message.because(declared ? "some are declared" : "none is declared"));
	}

}
