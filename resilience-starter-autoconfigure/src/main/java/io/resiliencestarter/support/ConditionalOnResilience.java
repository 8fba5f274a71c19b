package io.resiliencestarter.support;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches unless {@code resilience.enabled} or the switch of the part,
 * {@code resilience.<part>.enabled}, is {@code false}.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnResilienceCondition.class)
public @interface ConditionalOnResilience {

	/**
	 * Name of the part, empty for the starter as a whole.
	 * @return the name below {@code resilience}
	 */
	String value() default "";

}
