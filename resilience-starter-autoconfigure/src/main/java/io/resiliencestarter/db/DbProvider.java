package io.resiliencestarter.db;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Who runs the database, as far as it matters to a pool: what limits connections are cut
 * at and whether a pooler in between shares server connections between transactions.
 */
public enum DbProvider {

	/** Recognize the provider from the JDBC URL. */
	AUTO,

	/** No provider that is known. */
	NONE,

	/**
	 * Supabase, shared pooler in session mode. Its pool of 15 is shared by all clients of
	 * a user and database, whence the small size.
	 */
	SUPABASE_SESSION(new Preset(3, 2, Duration.ofMinutes(30), null, Route.POOLER)),

	/** Supabase, shared or dedicated pooler in transaction mode. */
	SUPABASE_TRANSACTION(Preset.TRANSACTION_POOLER),

	/** Supabase without a pooler. */
	SUPABASE_DIRECT,

	/** Neon without a pooler. */
	NEON,

	/** Neon behind its pooler, which is in transaction mode. */
	NEON_POOLED(Preset.TRANSACTION_POOLER),

	/** Railway. */
	RAILWAY,

	/** Render. */
	RENDER,

	/** Heroku. */
	HEROKU,

	/** Amazon RDS or Aurora. */
	RDS,

	/** Amazon RDS Proxy, which cuts clients that were idle for 30 minutes. */
	RDS_PROXY(new Preset(null, null, Duration.ofMinutes(25), null, Route.POOLER)),

	/** Azure Database. */
	AZURE,

	/** Azure Database behind its PgBouncer, which is in transaction mode. */
	AZURE_POOLED(Preset.TRANSACTION_POOLER),

	/** DigitalOcean. */
	DIGITALOCEAN,

	/** DigitalOcean behind a connection pool, by default in transaction mode. */
	DIGITALOCEAN_POOLED(Preset.TRANSACTION_POOLER),

	/** Fly, whose proxy cuts connections after 10 to 15 minutes. */
	FLY(new Preset(null, null, Duration.ofMinutes(9), null, Route.TRANSACTION_POOLER)),

	/** CockroachDB, which wants connections to be short-lived. */
	COCKROACHDB(new Preset(null, null, Duration.ofMinutes(5), Duration.ofSeconds(150), Route.DIRECT)),

	/** PlanetScale without a pooler. */
	PLANETSCALE,

	/** PlanetScale behind its pooler, which is in transaction mode. */
	PLANETSCALE_POOLED(Preset.TRANSACTION_POOLER),

	/** Aiven. */
	AIVEN,

	/** Google Cloud SQL. */
	CLOUD_SQL;

	@SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
	private final Preset preset;

	DbProvider() {
		this(Preset.NONE);
	}

	DbProvider(Preset preset) {
		this.preset = preset;
	}

	/**
	 * Return the name as users write it.
	 * @return the name in lower-case kebab
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	Preset preset() {
		return this.preset;
	}

	/**
	 * What a provider's pools are set to unless the user says otherwise.
	 *
	 * @param poolSize the connections kept, {@code null} for the default
	 * @param maxOverflow the connections above them, {@code null} for the default
	 * @param poolRecycle the age at which a connection is replaced, {@code null} for the
	 * default
	 * @param keepalive the idle time after which a connection is probed, {@code null} for
	 * the default
	 * @param route what lies between the pool and the server
	 */
	record Preset(@Nullable Integer poolSize, @Nullable Integer maxOverflow, @Nullable Duration poolRecycle,
			@Nullable Duration keepalive, Route route) {

		private static final Preset NONE = new Preset(null, null, null, null, Route.DIRECT);

		private static final Preset TRANSACTION_POOLER = new Preset(null, null, null, null, Route.TRANSACTION_POOLER);

	}

	/**
	 * What lies between a pool and the server.
	 */
	enum Route {

		/** Nothing that matters to a session. */
		DIRECT,

		/** A pooler, which drops or refuses settings of a session. */
		POOLER,

		/**
		 * A pooler that moves transactions between server connections, so that prepared
		 * statements must be avoided too.
		 */
		TRANSACTION_POOLER

	}

}
