package io.resiliencestarter.db;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.resiliencestarter.budget.ConnectionBudget;
import io.resiliencestarter.budget.LeaseTerms;
import io.resiliencestarter.budget.Quota;
import io.resiliencestarter.budget.Reserve;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Secrets;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.SettingKey;
import io.resiliencestarter.support.SettingLayers;
import io.resiliencestarter.support.SettingLayers.Layer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * What the user asked of the budget, with defaults filled in and each value checked.
 *
 * @param mode how replicas share connections
 * @param maxConnections the connections that the user says there are, {@code null} for
 * what the server says
 * @param budget how connections are divided
 * @param terms how leases are kept in shared mode
 * @param name the name by which replicas find each other in shared mode, {@code null} for
 * one that tells the database and the user
 */
record BudgetSettings(BudgetMode mode, @Nullable Integer maxConnections, ConnectionBudget budget, LeaseTerms terms,
		@Nullable String name) {

	private static final String PREFIX = "resilience.budget";

	private static final String MAX_CONNECTIONS_NAME = PREFIX + ".max-connections";

	private static final int MOST_CONNECTIONS = 1_000_000;

	private static final int MOST_REPLICAS = 10_000;

	private static final Duration LEAST_HEARTBEAT = Duration.ofMillis(100);

	private static final SettingKey<BudgetProperties, BudgetMode> MODE = SettingKey.choice("mode", BudgetMode.class,
			BudgetProperties::getMode);

	private static final SettingKey<BudgetProperties, Integer> MAX_CONNECTIONS = SettingKey
		.integer("max-connections", BudgetProperties::getMaxConnections)
		.allow((connections) -> connections >= 1 && connections <= MOST_CONNECTIONS,
				"a whole number from 1 to " + MOST_CONNECTIONS);

	private static final SettingKey<BudgetProperties, String> RESERVE = SettingKey
		.text("reserve", BudgetProperties::getReserve)
		.allow((text) -> Reserve.parse(text) != null,
				"a whole number of connections, such as 10, or a whole percentage below 100%, such as 10%");

	private static final SettingKey<BudgetProperties, Integer> REPLICAS = replicas("replicas",
			BudgetProperties::getReplicas);

	private static final SettingKey<BudgetProperties, Integer> MAX_REPLICAS = replicas("max-replicas",
			BudgetProperties::getMaxReplicas);

	private static final SettingKey<BudgetProperties, Duration> HEARTBEAT = SettingKey
		.duration("heartbeat", BudgetProperties::getHeartbeat)
		.allow((heartbeat) -> heartbeat.compareTo(LEAST_HEARTBEAT) >= 0, "a duration of at least 100ms, such as 5s");

	private static final SettingKey<BudgetProperties, Duration> LEASE = SettingKey.duration("lease",
			BudgetProperties::getLease);

	private static final SettingKey<BudgetProperties, String> NAME = SettingKey.text("name", BudgetProperties::getName)
		.allow((name) -> name.matches("[^{}\\s]{1,200}"), "a name of 1 to 200 characters without spaces and braces");

	private static SettingKey<BudgetProperties, Integer> replicas(String name,
			Function<BudgetProperties, @Nullable Integer> getter) {
		return SettingKey.integer(name, getter)
			.allow((replicas) -> replicas >= 1 && replicas <= MOST_REPLICAS,
					"a whole number from 1 to " + MOST_REPLICAS);
	}

	/**
	 * Read the settings.
	 * @param properties what the user has set
	 * @param environment the environment
	 * @return the settings
	 * @throws InvalidSettingException if a value is not allowed
	 */
	static BudgetSettings of(BudgetProperties properties, Environment environment) {
		SettingLayers<BudgetProperties> layers = new SettingLayers<>(environment,
				List.of(new Layer<>(PREFIX, properties)));
		BudgetMode mode = layers.get(MODE, BudgetMode.OFF).value();
		Setting<Integer> maxConnections = layers.find(MAX_CONNECTIONS);
		Reserve reserve = Objects.requireNonNull(Reserve.parse(layers.get(RESERVE, "10%").value()));
		LeaseTerms terms = terms(layers);
		int replicas = layers.get(REPLICAS, 1).value();
		ConnectionBudget budget = new ConnectionBudget(reserve,
				(mode == BudgetMode.SHARED) ? terms.maxReplicas() : replicas);
		if (mode != BudgetMode.OFF && maxConnections != null) {
			checkEnough(maxConnections, budget);
		}
		Setting<String> name = layers.find(NAME);
		return new BudgetSettings(mode, (maxConnections != null) ? maxConnections.value() : null, budget, terms,
				(name != null) ? Secrets.mask(name.value()) : null);
	}

	private static LeaseTerms terms(SettingLayers<BudgetProperties> layers) {
		Setting<Duration> heartbeat = layers.get(HEARTBEAT, Duration.ofSeconds(5));
		Duration least = heartbeat.value().multipliedBy(3);
		Setting<Duration> lease = layers.get(
				LEASE.allow((duration) -> duration.compareTo(least) >= 0,
						"a duration of at least three heartbeats of " + heartbeat.origin() + ", such as 30s"),
				Duration.ofSeconds(30));
		return new LeaseTerms(heartbeat.value(), lease.value(), layers.get(MAX_REPLICAS, 20).value());
	}

	private static void checkEnough(Setting<Integer> maxConnections, ConnectionBudget budget) {
		int least = budget.leastLimit();
		if (maxConnections.value() < least) {
			throw new InvalidSettingException(maxConnections.origin(), maxConnections.value(),
					"at least %d, which is one connection for each of the %d replicas above a reserve of %s"
						.formatted(least, budget.replicas(), budget.reserve()));
		}
	}

	boolean isEnforced() {
		return this.mode != BudgetMode.OFF;
	}

	boolean isShared() {
		return this.mode == BudgetMode.SHARED;
	}

	/**
	 * Return the limit that the user has set.
	 * @return the limit, none if only the server knows
	 */
	List<Quota> quotas() {
		return (this.maxConnections != null) ? List.of(new Quota(MAX_CONNECTIONS_NAME, this.maxConnections, null, true))
				: List.of();
	}

}
