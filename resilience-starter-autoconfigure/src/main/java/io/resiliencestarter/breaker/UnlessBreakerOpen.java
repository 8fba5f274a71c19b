package io.resiliencestarter.breaker;

import java.lang.reflect.Method;

import org.springframework.resilience.retry.MethodRetryPredicate;

/**
 * Says no to a retry where a breaker has turned the call away: it would be turned away
 * again. To be named by {@code @Retryable(predicate = UnlessBreakerOpen.class)}; other
 * failures are retried as usual.
 */
public class UnlessBreakerOpen implements MethodRetryPredicate {

	@Override
	public boolean shouldRetry(Method method, Throwable failure) {
		return Rejections.find(failure) == null;
	}

}
