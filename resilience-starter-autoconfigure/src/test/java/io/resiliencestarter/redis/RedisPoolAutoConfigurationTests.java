package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.lettuce.core.RedisClient;
import io.resiliencestarter.ConfigurationMetadata;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.support.Setting;
import org.apache.commons.pool2.ObjectPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisPoolAutoConfiguration}. None of these pools connects.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisPoolAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RedisPoolAutoConfiguration.class, ResilienceAutoConfiguration.class,
				DataRedisAutoConfiguration.class));

	@Test
	void appliesDefaults() {
		this.contextRunner.run((context) -> {
			assertThat(values(context)).isEqualTo(Map.of("maxConnections", 50, "poolTimeoutMs", 5000L,
					"socketTimeoutMs", 5000L, "connectTimeoutMs", 5000L, "healthCheckIntervalMs", 30_000L, "keepalive",
					true, "retryOnTimeout", true, "sharedConnection", false));
			assertThat(settings(context)).containsEntry("maxConnections",
					new Setting<>(50, "resilience.redis.max-connections (default)", false));
			assertThat(factory(context).getShareNativeConnection()).isFalse();
			assertThat(factory(context).getTimeout()).isEqualTo(5000);
			assertThat(pool(context).connections().max()).isEqualTo(50);
			assertThat(pool(context).started()).as("no connection before the first command").isFalse();
		});
	}

	@Test
	void defaultsAreThoseOfTheMetadata() {
		Map<String, Object> defaults = new HashMap<>();
		this.contextRunner.run((context) -> defaults.putAll(values(context)));
		this.contextRunner.withPropertyValues(ConfigurationMetadata.defaultsOf("resilience.redis."))
			.run((context) -> assertThat(values(context)).isEqualTo(defaults));
	}

	@Test
	void appliesProperties() {
		this.contextRunner
			.withPropertyValues("resilience.redis.max-connections=7", "resilience.redis.pool-timeout=1s",
					"resilience.redis.socket-timeout=2s", "resilience.redis.connect-timeout=3s",
					"resilience.redis.health-check-interval=4s", "resilience.redis.keepalive=false",
					"resilience.redis.retry-on-timeout=false", "resilience.redis.shared-connection=true")
			.run((context) -> {
				assertThat(values(context)).isEqualTo(Map.of("maxConnections", 7, "poolTimeoutMs", 1000L,
						"socketTimeoutMs", 2000L, "connectTimeoutMs", 3000L, "healthCheckIntervalMs", 4000L,
						"keepalive", false, "retryOnTimeout", false, "sharedConnection", true));
				assertThat(settings(context)).containsEntry("maxConnections",
						Setting.of(7, "resilience.redis.max-connections"));
				assertThat(pool(context).connectionMode()).isEqualTo("shared");
			});
	}

	@Test
	void appliesPlainEnvironmentNames() {
		this.contextRunner
			.withPropertyValues("REDIS_MAX_CONNECTIONS=9", "REDIS_SOCKET_TIMEOUT=2", "REDIS_SOCKET_CONNECT_TIMEOUT=1.5",
					"REDIS_HEALTH_CHECK_INTERVAL=7", "REDIS_RETRY_ON_TIMEOUT=false", "REDIS_SOCKET_KEEPALIVE=false")
			.run((context) -> {
				assertThat(values(context)).containsEntry("maxConnections", 9)
					.containsEntry("socketTimeoutMs", 2000L)
					.containsEntry("connectTimeoutMs", 1500L)
					.containsEntry("healthCheckIntervalMs", 7000L)
					.containsEntry("retryOnTimeout", false)
					.containsEntry("keepalive", false);
				assertThat(settings(context)).containsEntry("maxConnections", Setting.of(9, "REDIS_MAX_CONNECTIONS"));
			});
	}

	@Test
	void settingOfSpringBootWinsAndContradictionIsWarnedOfOnce(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.data.redis.lettuce.pool.max-active=11", "spring.data.redis.timeout=4s",
					"resilience.redis.max-connections=7", "resilience.redis.socket-timeout=4s")
			.run((context) -> {
				assertThat(settings(context))
					.containsEntry("maxConnections", Setting.of(11, "spring.data.redis.lettuce.pool.max-active"))
					.containsEntry("socketTimeoutMs", Setting.of(4000L, "spring.data.redis.timeout"));
				assertThat(output).containsOnlyOnce("WARN")
					.contains("'spring.data.redis.lettuce.pool.max-active' is 11; 'resilience.redis.max-connections'"
							+ " asks for 7 and is ignored");
			});
	}

	@Test
	void emptySettingOfSpringBootCountsAsNotSet() {
		this.contextRunner.withPropertyValues("spring.data.redis.timeout=", "spring.data.redis.connect-timeout=")
			.run((context) -> assertThat(values(context)).containsEntry("socketTimeoutMs", 5000L)
				.containsEntry("connectTimeoutMs", 5000L));
	}

	@Test
	void poolWithoutLimitIsPossible(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.data.redis.lettuce.pool.max-active=-1")
			.run((context) -> assertThat(pool(context).connections().max()).isEqualTo(-1));
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void factoryShowsItsPoolAsThatOfSpringBootDoes() {
		this.contextRunner.run((context) -> assertThat(factory(context).getClientConfiguration())
			.isInstanceOfSatisfying(LettucePoolingClientConfiguration.class,
					(client) -> assertThat(client.getPoolConfig().getMaxTotal()).isEqualTo(50)));
	}

	@Test
	void customizerOfTheApplicationHasTheLastWord() {
		this.contextRunner
			.withBean(LettuceClientConfigurationBuilderCustomizer.class,
					() -> (builder) -> builder.commandTimeout(Duration.ofSeconds(1)).clientName("orders"))
			.run((context) -> {
				assertThat(settings(context)).containsEntry("socketTimeoutMs",
						Setting.of(1000L, "set by the application"));
				assertThat(factory(context).getClientName()).isEqualTo("orders");
			});
	}

	@ParameterizedTest
	@CsvSource({ "resilience.redis.max-connections, 0", "resilience.redis.max-connections, 10001",
			"resilience.redis.pool-timeout, -1", "resilience.redis.socket-timeout, 0",
			"resilience.redis.connect-timeout, 0", "resilience.redis.thresholds.warning, 0.9",
			"REDIS_MAX_CONNECTIONS, lots", "REDIS_SOCKET_TIMEOUT, 0" })
	void invalidValueStopsTheStart(String key, String value) {
		this.contextRunner.withPropertyValues(key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSettingException.class)
				.hasMessageContaining("'" + key + "' is " + value));
	}

	@Test
	void minimumOfIdleConnectionsIsNotKept(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.data.redis.lettuce.pool.min-idle=2").run((context) -> {
			assertThat(pool(context).connections().min()).isZero();
			assertThat(output).containsOnlyOnce("'spring.data.redis.lettuce.pool.min-idle' has no effect");
		});
	}

	@Test
	void keepsTopology() {
		this.contextRunner.withPropertyValues("spring.data.redis.cluster.nodes=one:7000,two:7001")
			.run((context) -> assertThat(pool(context).topology()).isEqualTo("cluster"));
		this.contextRunner
			.withPropertyValues("spring.data.redis.sentinel.master=orders",
					"spring.data.redis.sentinel.nodes=one:26379", "spring.data.redis.password=secret")
			.run((context) -> {
				assertThat(pool(context).topology()).isEqualTo("sentinel");
				assertThat(factory(context).getPassword()).isEqualTo("secret");
			});
		this.contextRunner.withPropertyValues("spring.data.redis.url=rediss://app:secret@cache.example.org:6380/2")
			.run((context) -> {
				assertThat(pool(context).topology()).isEqualTo("standalone");
				assertThat(factory(context).isUseSsl()).isTrue();
				assertThat(factory(context).getHostName()).isEqualTo("cache.example.org");
				assertThat(factory(context).getStandaloneConfiguration().getPort()).isEqualTo(6380);
				assertThat(factory(context).getDatabase()).isEqualTo(2);
			});
	}

	@Test
	void leavesStaticMasterReplicaToSpringData() {
		this.contextRunner.withPropertyValues("spring.data.redis.masterreplica.nodes=one:6379,two:6379")
			.run((context) -> assertLeftAlone(context));
	}

	@Test
	void leavesUnpooledFactoryAlone() {
		this.contextRunner.withPropertyValues("spring.data.redis.lettuce.pool.enabled=false").run((context) -> {
			assertLeftAlone(context);
			assertThat(context.getBean(LettuceConnectionFactory.class).getShareNativeConnection()).isTrue();
		});
	}

	@Test
	void leavesFactoryOfTheApplicationAlone() {
		this.contextRunner.withBean(LettuceConnectionFactory.class)
			.withPropertyValues("resilience.redis.socket-timeout=1s", "spring.data.redis.timeout=2m")
			.run((context) -> {
				assertLeftAlone(context);
				DataRedisProperties properties = context.getBean(DataRedisProperties.class);
				assertThat(properties.getConnectTimeout()).isNull();
				assertThat(properties.getLettuce().getPool().getMaxActive()).isEqualTo(8);
			});
	}

	@Test
	void tunesThatOfSpringBootBesideOneOfTheApplication() {
		this.contextRunner.withUserConfiguration(SecondFactory.class).run((context) -> {
			assertThat(pools(context).pools()).extracting(RedisPool::name).containsExactly("redisConnectionFactory");
			assertThat(context.getBean("second")).isExactlyInstanceOf(LettuceConnectionFactory.class);
		});
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.redis.enabled=false").run(this::assertUntouched);
	}

	@Test
	void backsOffWhenStarterIsSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false").run(this::assertUntouched);
	}

	@Test
	void backsOffForJedis() {
		this.contextRunner.withPropertyValues("spring.data.redis.client-type=jedis")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisPoolPostProcessor.class));
	}

	@Test
	void backsOffWithoutLettuce() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(RedisClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisPoolPostProcessor.class));
	}

	@Test
	void backsOffWithoutPoolLibrary() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ObjectPool.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisPoolPostProcessor.class));
	}

	private void assertLeftAlone(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		assertThat(context.getBean(RedisConnectionFactory.class)).isExactlyInstanceOf(LettuceConnectionFactory.class);
		assertThat(pools(context).pools()).isEmpty();
	}

	private void assertUntouched(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed().doesNotHaveBean(RedisPoolPostProcessor.class);
		assertThat(context.getBean(RedisConnectionFactory.class)).isExactlyInstanceOf(LettuceConnectionFactory.class);
		assertThat(context.getBean(LettuceConnectionFactory.class).getTimeout()).isEqualTo(60_000);
	}

	private LettuceConnectionFactory factory(AssertableApplicationContext context) {
		return context.getBean(PooledLettuceConnectionFactory.class);
	}

	private Map<String, Object> values(AssertableApplicationContext context) {
		return settings(context).entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().value()));
	}

	private Map<String, Setting<?>> settings(AssertableApplicationContext context) {
		return pool(context).settings();
	}

	private RedisPool pool(AssertableApplicationContext context) {
		RedisPool pool = pools(context).find("redisConnectionFactory");
		assertThat(pool).isNotNull();
		return pool;
	}

	@SuppressWarnings("unchecked")
	private PoolRegistry<RedisPool> pools(AssertableApplicationContext context) {
		return context.getBean(PoolRegistry.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class SecondFactory {

		@Bean(defaultCandidate = false)
		LettuceConnectionFactory second() {
			return new LettuceConnectionFactory();
		}

	}

}
