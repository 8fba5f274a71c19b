package io.resiliencestarter.db;

import java.util.List;
import java.util.function.Predicate;

import com.zaxxer.hikari.HikariConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Recognizes the provider of a database from the final configuration of its pool, and the
 * environment it runs in.
 */
class DbProviderDetector {

	private static final List<Rule> RULES = List.of(
			rule(DbProvider.SUPABASE_TRANSACTION, (it) -> it.below("pooler.supabase.com") && it.port() == 6543),
			rule(DbProvider.SUPABASE_SESSION, (it) -> it.below("pooler.supabase.com")),
			rule(DbProvider.SUPABASE_TRANSACTION, (it) -> supabaseHost(it) && it.port() == 6543),
			rule(DbProvider.SUPABASE_DIRECT, DbProviderDetector::supabaseHost),
			rule(DbProvider.NEON_POOLED, (it) -> it.below("neon.tech") && firstLabel(it).endsWith("-pooler")),
			rule(DbProvider.NEON, (it) -> it.below("neon.tech")),
			rule(DbProvider.RAILWAY, (it) -> it.below("proxy.rlwy.net") || it.below("railway.internal")),
			rule(DbProvider.RENDER,
					(it) -> firstLabel(it).matches("dpg-[a-z0-9]+-a")
							&& (it.below("render.com") || !it.host().contains("."))),
			rule(DbProvider.RDS_PROXY,
					(it) -> it.below("rds.amazonaws.com") && it.host().matches("[^.]+(\\.endpoint)?\\.proxy-.*")),
			rule(DbProvider.RDS, (it) -> it.below("rds.amazonaws.com")),
			rule(DbProvider.AZURE_POOLED, (it) -> it.below("postgres.database.azure.com") && it.port() == 6432),
			rule(DbProvider.AZURE, (it) -> it.below("database.azure.com")),
			rule(DbProvider.DIGITALOCEAN_POOLED, (it) -> it.below("db.ondigitalocean.com") && it.port() == 25061),
			rule(DbProvider.DIGITALOCEAN, (it) -> it.below("db.ondigitalocean.com")),
			rule(DbProvider.FLY, (it) -> it.below("flympg.net")),
			rule(DbProvider.COCKROACHDB, (it) -> it.below("cockroachlabs.cloud")),
			rule(DbProvider.PLANETSCALE_POOLED, (it) -> it.below("horizon.psdb.cloud") && it.port() == 6432),
			rule(DbProvider.PLANETSCALE, (it) -> it.below("psdb.cloud")),
			rule(DbProvider.AIVEN, (it) -> it.below("aivencloud.com")));

	private final Environment environment;

	DbProviderDetector(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Recognize the provider.
	 * @param config the final configuration of the pool
	 * @return the provider, or {@link DbProvider#NONE}
	 */
	DbProvider detect(HikariConfig config) {
		String url = config.getJdbcUrl();
		if (cloudSql(url) || config.getDataSourceProperties().containsKey("cloudSqlInstance")) {
			return DbProvider.CLOUD_SQL;
		}
		JdbcAddress address = JdbcAddress.parse(url);
		if (address == null) {
			return DbProvider.NONE;
		}
		if (address.below("amazonaws.com") && this.environment.containsProperty("DYNO")) {
			return DbProvider.HEROKU;
		}
		return RULES.stream()
			.filter((rule) -> rule.matches().test(address))
			.findFirst()
			.map(Rule::provider)
			.orElse(DbProvider.NONE);
	}

	private static boolean cloudSql(@Nullable String url) {
		return url != null && (url.contains("cloudSqlInstance=") || url.contains("=com.google.cloud.sql."));
	}

	private static boolean supabaseHost(JdbcAddress address) {
		return address.below("supabase.co") && firstLabel(address).equals("db");
	}

	private static String firstLabel(JdbcAddress address) {
		return address.host().split("\\.", 2)[0];
	}

	private static Rule rule(DbProvider provider, Predicate<JdbcAddress> matches) {
		return new Rule(provider, matches);
	}

	private record Rule(DbProvider provider, Predicate<JdbcAddress> matches) {
	}

}
