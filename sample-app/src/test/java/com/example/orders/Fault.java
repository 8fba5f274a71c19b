package com.example.orders;

import java.util.Locale;

import com.example.orders.FaultyLink.State;

/**
 * What can happen to what the application depends on, and how it ends.
 */
@SuppressWarnings("ImmutableEnumChecker") // their actions keep nothing
enum Fault {

	POSTGRES_KILLED(Part.POSTGRES, "database-down", FaultyServers::killPostgres, FaultyServers::startPostgresAgain),

	POSTGRES_STOPPED(Part.POSTGRES, "database-down", (servers) -> servers.signalPostgres("STOP"),
			(servers) -> servers.signalPostgres("CONT")),

	POSTGRES_RESTARTED(Part.POSTGRES, "", FaultyServers::restartPostgres, (servers) -> {
	}),

	POSTGRES_CUT_OFF(Part.POSTGRES, "database-down", (servers) -> servers.toPostgres().become(State.LOSING),
			(servers) -> servers.toPostgres().become(State.FINE)),

	POSTGRES_RESETTING(Part.POSTGRES, "database-down", (servers) -> servers.toPostgres().become(State.RESETTING),
			(servers) -> servers.toPostgres().become(State.FINE)),

	POSTGRES_SLOW(Part.POSTGRES, "", (servers) -> servers.toPostgres().become(State.SLOW),
			(servers) -> servers.toPostgres().become(State.FINE)),

	POSTGRES_FULL(Part.POSTGRES, "server-limit",
			(servers) -> servers.executeAndCloseAll("ALTER ROLE orders CONNECTION LIMIT 0"),
			(servers) -> servers.executeAsAdministrator("ALTER ROLE orders CONNECTION LIMIT -1")),

	POSTGRES_PASSWORD_CHANGED(Part.POSTGRES, "authentication",
			(servers) -> servers.executeAndCloseAll("ALTER ROLE orders PASSWORD 'changed'"),
			(servers) -> servers.executeAsAdministrator("ALTER ROLE orders PASSWORD 'orders'")),

	REDIS_KILLED(Part.REDIS, "database-down", FaultyServers::killRedis, FaultyServers::startRedisAgain),

	REDIS_STOPPED(Part.REDIS, "database-down", (servers) -> servers.signalRedis("STOP"),
			(servers) -> servers.signalRedis("CONT")),

	REDIS_CUT_OFF(Part.REDIS, "database-down", (servers) -> servers.toRedis().become(State.LOSING),
			(servers) -> servers.toRedis().become(State.FINE)),

	REDIS_RESETTING(Part.REDIS, "database-down", (servers) -> servers.toRedis().become(State.RESETTING),
			(servers) -> servers.toRedis().become(State.FINE)),

	REDIS_SLOW(Part.REDIS, "", (servers) -> servers.toRedis().become(State.SLOW),
			(servers) -> servers.toRedis().become(State.FINE)),

	REDIS_FULL(Part.REDIS, "server-limit", FaultyServers::fillRedis, FaultyServers::emptyRedis),

	REDIS_PASSWORD_CHANGED(Part.REDIS, "authentication",
			(servers) -> servers.redis("CONFIG SET requirepass changed", "CLIENT KILL TYPE normal"),
			(servers) -> servers.redis("AUTH changed", "CONFIG SET requirepass \"\"")),

	SERVICE_REFUSING(Part.SERVICE, "refusing"),

	SERVICE_HANGING(Part.SERVICE, "hanging"),

	SERVICE_SLOW(Part.SERVICE, "slow"),

	SERVICE_FAILING(Part.SERVICE, "failing");

	private final Part part;

	private final String cause;

	private final Action beginning;

	private final Action end;

	private final String mode;

	Fault(Part part, String cause, Action beginning, Action end) {
		this.part = part;
		this.cause = cause;
		this.beginning = beginning;
		this.end = end;
		this.mode = "";
	}

	Fault(Part part, String mode) {
		this.part = part;
		this.cause = "";
		this.beginning = (servers) -> {
		};
		this.end = this.beginning;
		this.mode = mode;
	}

	Part part() {
		return this.part;
	}

	/**
	 * Return what the pool must say of it, empty if it may be of no consequence.
	 */
	String cause() {
		return this.cause;
	}

	void begin(FaultyServers servers, Traffic traffic) throws Exception {
		this.beginning.take(servers);
		if (!this.mode.isEmpty()) {
			traffic.switchService(this.mode);
		}
	}

	void end(FaultyServers servers, Traffic traffic) throws Exception {
		this.end.take(servers);
		if (!this.mode.isEmpty()) {
			traffic.switchService("healthy");
		}
	}

	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	/**
	 * What fails.
	 */
	enum Part {

		POSTGRES, REDIS, SERVICE

	}

	/**
	 * Something to be done to the servers.
	 */
	@FunctionalInterface
	private interface Action {

		void take(FaultyServers servers) throws Exception;

	}

}
