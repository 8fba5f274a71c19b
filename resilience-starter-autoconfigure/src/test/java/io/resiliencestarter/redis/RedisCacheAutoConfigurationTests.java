package io.resiliencestarter.redis;

import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheManager.RedisCacheManagerBuilder;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.cache.RedisCacheWriter.RedisCacheWriterConfigurer;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisCacheAutoConfiguration}. None of these caches connects.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisCacheAutoConfigurationTests {

	private static final String NOTICE = "fails while Redis cannot be reached";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RedisCacheAutoConfiguration.class, RedisPoolAutoConfiguration.class,
				ResilienceAutoConfiguration.class, DataRedisAutoConfiguration.class, CacheAutoConfiguration.class))
		.withUserConfiguration(Caching.class);

	@Test
	void cacheDegradesByDefault(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			assertThat(writer(context)).isInstanceOf(DegradingCacheWriter.class);
			assertThat(output).doesNotContain(NOTICE);
		});
	}

	@Test
	void cacheFailsIfTheUserWantsThat() {
		this.contextRunner.withPropertyValues("resilience.redis.cache.degrade=false")
			.run((context) -> assertThat(writer(context)).isNotInstanceOf(DegradingCacheWriter.class));
	}

	@Test
	void backsOffIfTheStarterIsSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false")
			.run((context) -> assertThat(writer(context)).isNotInstanceOf(DegradingCacheWriter.class));
		this.contextRunner.withPropertyValues("resilience.redis.enabled=false")
			.run((context) -> assertThat(writer(context)).isNotInstanceOf(DegradingCacheWriter.class));
	}

	@Test
	void backsOffWithoutLibraries() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(RedisCacheManager.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheDegrading.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RedisCacheAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(RedisCacheManagerBuilderCustomizer.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheDegrading.class));
	}

	@Test
	void otherCachesAreLeftAlone() {
		this.contextRunner.withPropertyValues("spring.cache.type=simple")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisCacheManager.class));
	}

	@Test
	void countsIfTheUserWantsStatistics() {
		this.contextRunner.withPropertyValues("spring.cache.redis.enable-statistics=true").run((context) -> {
			RedisCacheWriter writer = writer(context);
			assertThat(writer).isInstanceOf(DegradingCacheWriter.class);
			assertThat(writer.getCacheStatistics("orders").getGets()).isZero();
		});
	}

	@Test
	void writerOfTheUserDegradesToo() {
		this.contextRunner.withUserConfiguration(OwnWriter.class)
			.run((context) -> assertThat(writer(context)).isInstanceOf(DegradingCacheWriter.class));
	}

	@Test
	void settingsOfTheBuilderAreKept() {
		this.contextRunner.withUserConfiguration(OwnWriter.class)
			.withPropertyValues("spring.cache.cache-names=orders")
			.run((context) -> {
				RedisCacheManager manager = context.getBean(RedisCacheManager.class);
				assertThat(manager.isAllowRuntimeCacheCreation()).isFalse();
				assertThat(manager.isTransactionAware()).isTrue();
				assertThat(manager.getCacheNames()).containsExactly("orders");
			});
	}

	@Test
	void cacheManagerOfTheUserIsLeftAlone(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OwnManager.class).run((context) -> {
			assertThat(writer(context)).isNotInstanceOf(DegradingCacheWriter.class);
			assertThat(output).contains("'mine' " + NOTICE);
		});
	}

	@Test
	void cacheManagerOfTheUserDegradesWithTheCustomizers(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OwnCustomizedManager.class).run((context) -> {
			assertThat(writer(context)).isInstanceOf(DegradingCacheWriter.class);
			assertThat(output).doesNotContain(NOTICE);
		});
	}

	@Test
	void knowsWhetherWritersWait() {
		this.contextRunner.run((context) -> {
			RedisConnectionFactory factory = context.getBean(RedisConnectionFactory.class);
			assertThat(CacheWrites.areAsynchronous(RedisCacheWriter.nonLockingRedisCacheWriter(factory))).isTrue();
			assertThat(CacheWrites.areAsynchronous(RedisCacheWriter.lockingRedisCacheWriter(factory))).isTrue();
			assertThat(CacheWrites
				.areAsynchronous(RedisCacheWriter.create(factory, RedisCacheWriterConfigurer::immediateWrites)))
				.isFalse();
		});
	}

	private static RedisCacheWriter writer(ApplicationContext context) {
		Cache cache = context.getBean(CacheManager.class).getCache("orders");
		assertThat(cache).isNotNull();
		return (RedisCacheWriter) cache.getNativeCache();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnWriter {

		@Bean
		RedisCacheManagerBuilderCustomizer immediate(RedisConnectionFactory factory) {
			return (builder) -> builder
				.cacheWriter(RedisCacheWriter.create(factory, RedisCacheWriterConfigurer::immediateWrites))
				.transactionAware()
				.disableCreateOnMissingCache()
				.withCacheConfiguration("orders", builder.cacheDefaults());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnManager {

		@Bean
		RedisCacheManager mine(RedisConnectionFactory factory) {
			return RedisCacheManager.create(factory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCustomizedManager {

		@Bean
		RedisCacheManager mine(RedisConnectionFactory factory,
				ObjectProvider<RedisCacheManagerBuilderCustomizer> customizers) {
			RedisCacheManagerBuilder builder = RedisCacheManager.builder(factory);
			customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
			return builder.build();
		}

	}

}
