package com.example.orders;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * One mishap for each cause that the starter tells apart. Those that need an
 * administrator of the server are there only if it is the sample's own.
 */
@Component
class Mishaps {

	private final Map<String, Mishap> byCause = new LinkedHashMap<>();

	private final Mistakes mistakes;

	private final DemoPool pool;

	Mishaps(Mistakes mistakes, DemoPool pool, OrderRepository orders, DownstreamServers downstream,
			ObjectProvider<LocalPostgres> postgres) {
		this.mistakes = mistakes;
		this.pool = pool;
		addMistakes();
		downstream.find("export-service").ifPresent(this::addExternalCall);
		addLockWait(orders);
		postgres.ifAvailable(this::addServerTroubles);
	}

	private void addMistakes() {
		add(new Mishap("leak", "An import fails, and does not close its connection when it does", Step.NONE, 8,
				this.mistakes::importOrders, this.mistakes::giveBackWhatWasLost));
		add(Mishap.inCode("slow-code", "A price is computed inside of a transaction", 8,
				this.mistakes::priceInTransaction));
		add(Mishap.inCode("slow-query", "A report runs a slow statement", 12, this.mistakes::report));
		add(Mishap.inCode("nested-borrow",
				"An order and its audit log, each in a transaction of its own, need two connections at once", 9,
				this.mistakes::placeWithAudit));
		add(Mishap.inCode("pool-too-small", "More customers come than the pool can serve", 80, this.mistakes::read));
	}

	private void addExternalCall(DownstreamServer service) {
		add(new Mishap("external-call", "export-service, which is called inside of a transaction, takes three seconds",
				() -> service.switchTo(DownstreamMode.SLOW), 8, this.mistakes::exportInTransaction,
				() -> service.switchTo(DownstreamMode.HEALTHY)));
	}

	private void addLockWait(OrderRepository orders) {
		AtomicLong order = new AtomicLong();
		add(new Mishap("lock-wait", "A transaction keeps an order locked until somebody confirms it",
				() -> order.set(orders.insert("demo", "bridge").id()), 8,
				() -> this.mistakes.confirmInTransaction(order.get()), Step.NONE));
	}

	private void addServerTroubles(LocalPostgres postgres) {
		add(new Mishap("server-limit", "The server lets this application have two connections only", () -> {
			postgres.execute("ALTER ROLE %s CONNECTION LIMIT 2".formatted(LocalPostgres.ROLE));
			this.pool.renew();
		}, 24, this.mistakes::read,
				() -> postgres.execute("ALTER ROLE %s CONNECTION LIMIT -1".formatted(LocalPostgres.ROLE))));
		add(new Mishap("database-down", "The server is shut down", postgres::shutDown, 8, this.mistakes::read,
				postgres::startAgain));
		add(new Mishap("authentication", "The password is changed on the server, and nobody told the application",
				() -> {
					postgres.execute("ALTER ROLE %s PASSWORD 'changed'".formatted(LocalPostgres.ROLE));
					this.pool.renew();
				}, 8, this.mistakes::read,
				() -> postgres.execute("ALTER ROLE %1$s PASSWORD '%1$s'".formatted(LocalPostgres.ROLE))));
		// The server waits before it answers a new connection; the pool keeps none
		add(new Mishap("slow-creation", "Each new connection takes more than a second, and many are needed",
				() -> postgres.execute("ALTER SYSTEM SET pre_auth_delay = 1", "SELECT pg_reload_conf()"), 8, () -> {
					this.mistakes.read();
					this.pool.renew();
				}, () -> postgres.execute("ALTER SYSTEM RESET pre_auth_delay", "SELECT pg_reload_conf()")));
	}

	private void add(Mishap mishap) {
		this.byCause.put(mishap.cause(), mishap);
	}

	Collection<Mishap> all() {
		return this.byCause.values();
	}

	Optional<Mishap> find(String cause) {
		return Optional.ofNullable(this.byCause.get(cause));
	}

}
