package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import io.resiliencestarter.budget.LapsedMember;
import io.resiliencestarter.budget.LeaseGrant;
import io.resiliencestarter.budget.LeaseRequest;
import io.resiliencestarter.budget.LeaseStore;
import io.resiliencestarter.budget.Sighting;
import io.resiliencestarter.support.InvalidSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Keeps leases in the application's Redis. Has one connection of its own, beside the
 * pool: a pool that is dry must not cost the database its connections. Thread-safe.
 */
class RedisLeaseStore implements LeaseStore, DisposableBean {

	@SuppressWarnings("rawtypes") // what a script returns has no other type
	private static final RedisScript<List> RENEW = RedisScript
		.of(new ClassPathResource("renew-lease.lua", RedisLeaseStore.class), List.class);

	private static final int FIRST_LAPSED = 5;

	private final ObjectProvider<RedisConnectionFactory> factories;

	private final BooleanSupplier unsupported;

	private volatile Duration timeout = Duration.ofSeconds(1);

	private @Nullable RedisConnectionFactory applications;

	private @Nullable LettuceConnectionFactory own;

	private @Nullable StringRedisTemplate template;

	/**
	 * Create a store.
	 * @param factories lead to the application's Redis
	 * @param unsupported whether Redis is set up in a way in which its address is not
	 * shown
	 */
	RedisLeaseStore(ObjectProvider<RedisConnectionFactory> factories, BooleanSupplier unsupported) {
		this.factories = factories;
		this.unsupported = unsupported;
	}

	@Override
	public synchronized void prepare() {
		if (this.applications == null) {
			if (this.unsupported.getAsBoolean()) {
				throw new InvalidSettingException("resilience.budget.mode", "shared",
						"off or static, since Redis is a static master with replicas: "
								+ "shared needs a standalone server, Sentinel or a cluster");
			}
			this.applications = this.factories.getIfUnique();
			if (this.applications == null) {
				throw new InvalidSettingException("resilience.budget.mode", "shared",
						"off or static, or with shared one bean of type RedisConnectionFactory, of which there is "
								+ "none, or more than one without a primary one");
			}
		}
	}

	@Override
	public void waitAtMost(long millis) {
		this.timeout = Duration.ofMillis(millis);
	}

	@Override
	public LeaseGrant renew(String budget, LeaseRequest request) {
		List<Object> answer = run(budget, arguments(request));
		if (number(answer.get(0)) < 0) {
			throw new IllegalStateException("A later request was answered before");
		}
		return grant(answer);
	}

	static LeaseGrant grant(List<Object> answer) {
		List<LapsedMember> lapsed = new ArrayList<>();
		for (int i = FIRST_LAPSED; i + 2 < answer.size(); i += 3) {
			lapsed.add(new LapsedMember(answer.get(i).toString(), Long.parseLong(answer.get(i + 1).toString()),
					answer.get(i + 2).toString()));
		}
		return new LeaseGrant(number(answer.get(0)), number(answer.get(1)), number(answer.get(2)),
				number(answer.get(3)), ((Number) answer.get(4)).longValue(), lapsed);
	}

	private static int number(Object value) {
		return ((Number) value).intValue();
	}

	static List<Object> arguments(LeaseRequest request) {
		List<Object> arguments = new ArrayList<>(List.of(request.member(), request.session(), request.sequence(),
				request.answered(), request.holds(), request.wants(), request.most(), request.total(), request.floor(),
				request.heartbeat().toMillis(), request.lease().toMillis(), request.seen(), request.asked(),
				request.sightings().size()));
		for (Sighting sighting : request.sightings()) {
			arguments.add(sighting.lapsed().member());
			arguments.add(sighting.lapsed().since());
			arguments.add(sighting.sessions());
		}
		request.sessions().forEach((name, sessions) -> {
			arguments.add(name);
			arguments.add(sessions);
		});
		return arguments;
	}

	@Override
	public void release(String budget, String member) {
		run(budget, List.of(member, "", Long.MAX_VALUE / 1024, 0, -1, 0, 0, 0, 0, 0, Duration.ofMinutes(1).toMillis(),
				-1, 0, 0));
	}

	@SuppressWarnings("unchecked")
	private List<Object> run(String budget, List<Object> arguments) {
		String key = "resilience:budget:{" + budget + "}";
		return Objects.requireNonNull(template().execute(RENEW, List.of(key, key + ":looks"),
				arguments.stream().map(Object::toString).toArray()));
	}

	private synchronized StringRedisTemplate template() {
		if (this.template == null) {
			prepare();
			RedisConnectionFactory factory = Objects.requireNonNull(this.applications);
			if (factory instanceof LettuceConnectionFactory lettuce) {
				this.own = SingleConnection.of(lettuce, this.timeout);
			}
			this.template = new StringRedisTemplate((this.own != null) ? this.own : factory);
		}
		return this.template;
	}

	@Override
	public synchronized void destroy() {
		if (this.own != null) {
			this.own.destroy();
		}
	}

}
