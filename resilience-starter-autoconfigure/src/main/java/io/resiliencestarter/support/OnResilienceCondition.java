package io.resiliencestarter.support;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * {@link SpringBootCondition} behind {@link ConditionalOnResilience}.
 */
class OnResilienceCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String part = metadata.getAnnotations()
			.get(ConditionalOnResilience.class)
			.getValue(MergedAnnotation.VALUE, String.class)
			.orElse("");
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnResilience.class);
		if (!enabled(context, "resilience.enabled")) {
			return ConditionOutcome.noMatch(message.because("resilience.enabled is false"));
		}
		String key = "resilience." + part + ".enabled";
		if (StringUtils.hasLength(part) && !enabled(context, key)) {
			return ConditionOutcome.noMatch(message.because(key + " is false"));
		}
		return ConditionOutcome.match(message.because("nothing switches it off"));
	}

	private boolean enabled(ConditionContext context, String key) {
		return context.getEnvironment().getProperty(key, Boolean.class, true);
	}

}
