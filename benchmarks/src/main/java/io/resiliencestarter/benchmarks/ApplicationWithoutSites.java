package io.resiliencestarter.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.CoarseClock;
import io.resiliencestarter.pool.SiteCapture;
import io.resiliencestarter.pool.TrackerContext;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An {@link Application} that does not capture where connections are borrowed.
 */
@Configuration(proxyBeanMethods = false)
@Import(Application.class)
class ApplicationWithoutSites {

	@Bean
	static BeanPostProcessor withoutSites() {
		return new WithoutSites();
	}

	/**
	 * Measures captures by a clock on which each takes an hour, so that one a second uses
	 * up the budget.
	 */
	private static final class WithoutSites implements BeanPostProcessor {

		private static final long HOUR = TimeUnit.HOURS.toNanos(1);

		private final AtomicLong hours = new AtomicLong();

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof TrackerContext) ? new TrackerContext(new CoarseClock(System.nanoTime()),
					new SiteCapture(this::time), new ApplicationFrames(List.of())) : bean;
		}

		private long time() {
			return System.nanoTime() + this.hours.getAndIncrement() * HOUR;
		}

	}

}
