package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.resiliencestarter.support.DeclaredNames;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.SettingLayers;
import io.resiliencestarter.support.SettingLayers.Layer;

import org.springframework.core.env.Environment;

/**
 * Creates guards by their settings: those of the single guard, those of all breakers,
 * defaults.
 */
class GuardFactory {

	/**
	 * Nobody knows how long a call may take: a trial call that hangs is given up late.
	 */
	private static final Duration TRIAL_TIMEOUT = Duration.ofMinutes(5);

	private final Map<String, BreakerProperties> declared;

	private final BreakerProperties defaults;

	private final Environment environment;

	private final Breakers breakers;

	GuardFactory(GuardsProperties properties, BreakerProperties defaults, Environment environment, Breakers breakers) {
		this.declared = properties.getGuards();
		this.defaults = defaults;
		this.environment = environment;
		this.breakers = breakers;
	}

	/**
	 * Return the names of the guards that the user declared.
	 */
	Set<String> declared() {
		Set<String> names = this.declared.keySet();
		return names.stream().filter((name) -> !DeclaredNames.isAlias(name, names)).collect(Collectors.toSet());
	}

	/**
	 * Create a guard.
	 * @param name the name
	 * @return the guard
	 * @throws InvalidSettingException if a value is not allowed
	 * @throws IllegalStateException if there is a breaker of that name for something else
	 */
	Guard create(String name) {
		BreakerProperties own = this.declared.getOrDefault(name, new BreakerProperties());
		if (Boolean.FALSE.equals(own.getEnabled())) {
			return Guard.unguarded(name);
		}
		SettingLayers<BreakerProperties> layers = new SettingLayers<>(this.environment, List
			.of(new Layer<>("resilience.guards." + name, own), new Layer<>("resilience.breaker", this.defaults)));
		BreakerSettings settings = BreakerSettingsResolver.resolve(layers).withTrialTimeout(TRIAL_TIMEOUT);
		Duration cancelAfter = BreakerSettingsResolver.cancelAfter(layers);
		GuardFailures failures = new GuardFailures(BreakerSettingsResolver.exceptionRules(layers));
		return new Guard(name, this.breakers.add(name, BreakerKind.CUSTOM, settings), failures, cancelAfter);
	}

}
