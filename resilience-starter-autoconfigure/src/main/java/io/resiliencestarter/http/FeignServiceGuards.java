package io.resiliencestarter.http;

import feign.Capability;
import feign.Client;

/**
 * Guards the calls of OpenFeign. Spring Cloud OpenFeign takes it by itself, as it does
 * each bean that is a {@link Capability}. Thread-safe.
 */
public final class FeignServiceGuards implements Capability {

	private final ServiceMatcher<ServiceGuard> guards;

	FeignServiceGuards(ServiceMatcher<ServiceGuard> guards) {
		this.guards = guards;
	}

	/**
	 * Guard a client: its calls to declared services go through their breakers.
	 * <pre class="code">
	 * Feign.builder().client(guards.guard(new Client.Default(null, null)))
	 * </pre> A rejected call throws {@code CallNotPermittedException}. Timeouts that are
	 * set on the service win over Feign's. The calls of a target that is named like a
	 * service are for that service, whatever their URLs.
	 * @param client the original
	 * @return the guarded client, the original if it is guarded
	 */
	public Client guard(Client client) {
		return (client instanceof GuardedFeignClient || this.guards.isEmpty()) ? client
				: new GuardedFeignClient(client, this.guards);
	}

	/**
	 * Guard the client that is being built, whichever it is. Around a load balancer, so
	 * that the URL is that of the service and not of one of its instances.
	 * <pre class="code">
	 * Feign.builder().addCapability(guards)
	 * </pre>
	 */
	@Override
	public Client enrich(Client client) {
		return guard(client);
	}

}
