package io.resiliencestarter.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;

import io.resiliencestarter.budget.LapsedMember;
import io.resiliencestarter.budget.LeaseGrant;
import io.resiliencestarter.budget.LeaseLedger;
import io.resiliencestarter.budget.LeaseRequest;
import io.resiliencestarter.budget.Sighting;
import io.resiliencestarter.testing.TestServers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What runs in Redis does what its reference does, and does not cost much.
 */
@Timeout(120)
class RedisLeaseStoreIT {

	private static final Log logger = LogFactory.getLog(RedisLeaseStoreIT.class);

	private static final Duration HEARTBEAT = Duration.ofSeconds(1);

	private static final Duration LEASE = Duration.ofSeconds(6);

	private static final LettuceConnectionFactory FACTORY = connect();

	private static final StringRedisTemplate REDIS = new StringRedisTemplate(FACTORY);

	private static LettuceConnectionFactory connect() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(TestServers.redis().host(), TestServers.redis().port()));
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	@AfterAll
	static void disconnect() {
		FACTORY.destroy();
	}

	@Test
	@SuppressWarnings("rawtypes")
	void answersAsItsReferenceDoes() throws Exception {
		long seed = Long.getLong("model.seed", System.nanoTime());
		logger.info("Random requests with -Dmodel.seed=" + seed);
		String text = new ClassPathResource("renew-lease.lua", RedisLeaseStore.class)
			.getContentAsString(StandardCharsets.UTF_8)
			.replace("redis.call('TIME')", "{ redis.call('GET', 'clock'), 0 }");
		RedisScript<List> script = RedisScript.of(text, List.class);
		Random random = new Random(seed);
		for (int run = 0; run < 10; run++) {
			Replay replay = new Replay("model-" + seed + "-" + run, script, random);
			for (int step = 0; step < 600; step++) {
				replay.step();
			}
		}
	}

	@Test
	void costsTheSameForTenAndForAThousandMembers() {
		double ten = microsOfOneRenewal(10);
		double thousand = microsOfOneRenewal(1000);
		logger.info("A renewal takes Redis %.0f µs with 10 members and %.0f µs with 1000".formatted(ten, thousand));
		assertThat(thousand).isLessThan(1000);
	}

	private static double microsOfOneRenewal(int members) {
		RedisLeaseStore store = new RedisLeaseStore(
				new StaticListableBeanFactory(Map.of("redis", FACTORY)).getBeanProvider(RedisConnectionFactory.class),
				() -> false);
		String budget = "cost-" + members + "-" + System.nanoTime();
		Map<String, Integer> holds = new HashMap<>();
		for (int beat = 1; beat <= 5; beat++) {
			if (beat == 3) {
				reset();
			}
			for (int i = 0; i < members; i++) {
				String member = "member-" + i;
				LeaseGrant grant = store.renew(budget,
						new LeaseRequest(member, "app/" + member, beat, beat - 1, holds.getOrDefault(member, 0),
								1 + i % 10, 30, 5000, 5, HEARTBEAT, Duration.ofMinutes(1), 0, 0, List.of(), Map.of()));
				holds.put(member, Math.min(grant.lease(), grant.target()));
			}
		}
		assertThat(holds.values().stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(5000);
		double micros = micros();
		holds.keySet().forEach((member) -> store.release(budget, member));
		store.destroy();
		return micros;
	}

	private static void reset() {
		try (RedisConnection connection = FACTORY.getConnection()) {
			connection.serverCommands().resetConfigStats();
		}
	}

	private static double micros() {
		try (RedisConnection connection = FACTORY.getConnection()) {
			Properties statistics = Objects.requireNonNull(connection.serverCommands().info("commandstats"));
			return Double
				.parseDouble(statistics.getProperty("cmdstat_evalsha").replaceAll(".*usec_per_call=([0-9.]+).*", "$1"));
		}
	}

	/**
	 * The same requests to both.
	 */
	private static final class Replay {

		private final LeaseLedger ledger = new LeaseLedger();

		private final String key;

		@SuppressWarnings("rawtypes")
		private final RedisScript<List> script;

		private final Random random;

		private final int total;

		private final Map<String, Integer> leases = new HashMap<>();

		private List<LapsedMember> lapsed = List.of();

		private long sequence = 1000;

		private long seconds = 1_700_000_000;

		@SuppressWarnings("rawtypes")
		Replay(String key, RedisScript<List> script, Random random) {
			this.key = key;
			this.script = script;
			this.random = random;
			this.total = this.random.nextInt(40);
		}

		void step() {
			this.seconds += (this.random.nextInt(4) == 0) ? 4 : this.random.nextInt(3);
			REDIS.opsForValue().set("clock", String.valueOf(this.seconds));
			String member = "m" + this.random.nextInt(8);
			if (this.random.nextInt(15) == 0) {
				this.ledger.release(member);
				run(List.of(member, "", Long.MAX_VALUE / 1024, 0, -1, 0, 0, 0, 0, 0, LEASE.toMillis(), -1, 0, 0));
				this.leases.remove(member);
				return;
			}
			LeaseRequest request = request(member);
			LeaseGrant expected = this.ledger.renew(request, this.seconds * 1000);
			LeaseGrant actual = run(request);
			assertThat(actual).as("%s after %d", request, this.sequence).isEqualTo(expected);
			if (actual != null) {
				this.leases.put(member, this.random.nextBoolean() ? actual.lease() : actual.target());
				this.lapsed = actual.lapsed();
			}
		}

		private LeaseRequest request(String member) {
			this.sequence += (this.random.nextInt(10) == 0) ? -1 : 1;
			int most = 1 + this.random.nextInt(20);
			int wants = 1 + this.random.nextInt(most);
			int holds = this.leases.getOrDefault(member, 0);
			long answered = (this.random.nextInt(20) == 0) ? this.sequence - 1 : 0;
			int known = (this.random.nextInt(10) == 0) ? 0 : this.total;
			int seen = this.random.nextInt(30) - 2;
			List<Sighting> sightings = new ArrayList<>();
			for (LapsedMember other : this.lapsed) {
				if (this.random.nextInt(4) > 0) {
					sightings.add(new Sighting(other, this.random.nextInt(4)));
				}
			}
			long asked = (this.random.nextInt(4) == 0) ? 0 : (this.seconds - this.random.nextInt(3)) * 1000;
			Map<String, Integer> sessions = new HashMap<>();
			for (int i = 0; i < 10; i++) {
				sessions.put(((i == 9) ? "other/m" : "app/m") + i, 1 + this.random.nextInt(4));
			}
			return new LeaseRequest(member, (this.random.nextInt(9) == 0) ? "" : "app/" + member, this.sequence,
					answered, holds, wants, most, known, 1 + this.random.nextInt(3), HEARTBEAT, LEASE, seen, asked,
					sightings, sessions);
		}

		private @Nullable LeaseGrant run(LeaseRequest request) {
			List<Object> answer = run(RedisLeaseStore.arguments(request));
			return (((Number) answer.get(0)).intValue() < 0) ? null : RedisLeaseStore.grant(answer);
		}

		@SuppressWarnings("unchecked")
		private List<Object> run(List<Object> arguments) {
			return Objects.requireNonNull(REDIS.execute(this.script, List.of(this.key, this.key + ":looks"),
					arguments.stream().map(Object::toString).toArray()));
		}

	}

}
