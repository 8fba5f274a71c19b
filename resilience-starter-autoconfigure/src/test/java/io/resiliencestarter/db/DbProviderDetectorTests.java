package io.resiliencestarter.db;

import com.zaxxer.hikari.HikariConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DbProviderDetector}.
 */
class DbProviderDetectorTests {

	private final MockEnvironment environment = new MockEnvironment();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					jdbc:postgresql://aws-0-eu-central-1.pooler.supabase.com:5432/postgres?user=postgres.abcdefghijkl | SUPABASE_SESSION
					jdbc:postgresql://aws-1-us-east-2.pooler.supabase.com/postgres                                    | SUPABASE_SESSION
					jdbc:postgresql://aws-0-eu-central-1.pooler.supabase.com:6543/postgres                            | SUPABASE_TRANSACTION
					jdbc:postgresql://db.abcdefghijkl.supabase.co:6543/postgres                                       | SUPABASE_TRANSACTION
					jdbc:postgresql://db.abcdefghijkl.supabase.co:5432/postgres                                       | SUPABASE_DIRECT
					jdbc:postgresql://ep-cool-darkness-123456.us-east-2.aws.neon.tech/neondb?sslmode=require          | NEON
					jdbc:postgresql://ep-cool-darkness-123456-pooler.us-east-2.aws.neon.tech/neondb                   | NEON_POOLED
					jdbc:postgresql://EP-COOL-DARKNESS-123456-POOLER.US-EAST-2.AWS.NEON.TECH/neondb                   | NEON_POOLED
					jdbc:postgresql://monorail.proxy.rlwy.net:43210/railway                                           | RAILWAY
					jdbc:postgresql://postgres.railway.internal:5432/railway                                          | RAILWAY
					jdbc:postgresql://dpg-cabc123def456-a.frankfurt-postgres.render.com/orders                        | RENDER
					jdbc:postgresql://dpg-cabc123def456-a/orders                                                      | RENDER
					jdbc:postgresql://orders.c1abcdefghij.eu-west-1.rds.amazonaws.com:5432/orders                     | RDS
					jdbc:mysql://orders.c1abcdefghij.eu-west-1.rds.amazonaws.com:3306/orders                          | RDS
					jdbc:postgresql://orders.cluster-c1abcdefghij.eu-west-1.rds.amazonaws.com/orders                  | RDS
					jdbc:postgresql://orders.proxy-c1abcdefghij.eu-west-1.rds.amazonaws.com/orders                    | RDS_PROXY
					jdbc:postgresql://read.endpoint.proxy-c1abcdefghij.eu-west-1.rds.amazonaws.com/orders             | RDS_PROXY
					jdbc:postgresql://orders.postgres.database.azure.com:5432/orders?sslmode=require                  | AZURE
					jdbc:mysql://orders.mysql.database.azure.com/orders                                               | AZURE
					jdbc:postgresql://orders.postgres.database.azure.com:6432/orders                                  | AZURE_POOLED
					jdbc:postgresql://db-postgresql-fra1-12345-do-user-1-0.b.db.ondigitalocean.com:25060/defaultdb    | DIGITALOCEAN
					jdbc:postgresql://db-postgresql-fra1-12345-do-user-1-0.b.db.ondigitalocean.com:25061/pool         | DIGITALOCEAN_POOLED
					jdbc:postgresql://pgbouncer.abc123.flympg.net/fly-db                                              | FLY
					jdbc:postgresql://direct.abc123.flympg.net/fly-db                                                 | FLY
					jdbc:postgresql://orders-1234.8nj.gcp-europe-west1.cockroachlabs.cloud:26257/defaultdb            | COCKROACHDB
					jdbc:postgresql://eu-central-1.pg.horizon.psdb.cloud:5432/postgres                                | PLANETSCALE
					jdbc:postgresql://eu-central-1.pg.horizon.psdb.cloud:6432/postgres                                | PLANETSCALE_POOLED
					jdbc:mysql://aws.connect.psdb.cloud/orders?sslMode=VERIFY_IDENTITY                                | PLANETSCALE
					jdbc:postgresql://pg-1a2b3c-orders.a.aivencloud.com:12345/defaultdb                               | AIVEN
					jdbc:postgresql:///orders?cloudSqlInstance=p:r:i&socketFactory=com.google.cloud.sql.postgres.SocketFactory | CLOUD_SQL
					jdbc:mysql:loadbalance://app:secret@orders.c1.eu-west-1.rds.amazonaws.com:3306,other:3306/orders  | RDS
					""")
	void recognizesProvider(String url, DbProvider provider) {
		assertThat(detect(url)).isEqualTo(provider);
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost:6543/orders", "jdbc:postgresql://10.0.0.7/orders",
			"jdbc:postgresql://[::1]:5432/orders", "jdbc:postgresql:orders", "jdbc:h2:mem:orders",
			"jdbc:postgresql://pooler.supabase.com.example.org/postgres",
			"jdbc:postgresql://aws-0-eu-central-1.pooler.supabase.com.example.org:6543/postgres",
			"jdbc:postgresql://mypooler-supabase.com/postgres", "jdbc:postgresql://notneon.tech/neondb",
			"jdbc:postgresql://db.example.org/neon.tech", "jdbc:postgresql://db.example.org/a?host=ep-1.aws.neon.tech",
			"jdbc:postgresql://dpg-orders.example.org/orders", "jdbc:postgresql://rds.amazonaws.com.example.org/orders",
			"jdbc:mysql://ep-1.aws.neon.tech:pw@db.example.org/orders",
			"jdbc:sqlserver://db.example.org:1433;databaseName=orders" })
	void hostThatOnlyLooksLikeOneIsNone(String url) {
		assertThat(detect(url)).isEqualTo(DbProvider.NONE);
	}

	@Test
	void amazonHostOnHerokuIsHeroku() {
		this.environment.setProperty("DYNO", "web.1");
		assertThat(detect("jdbc:postgresql://ec2-3-4-5-6.eu-west-1.compute.amazonaws.com:5432/d1"))
			.isEqualTo(DbProvider.HEROKU);
	}

	@Test
	void poolWithoutUrlIsNone() {
		assertThat(new DbProviderDetector(this.environment).detect(new HikariConfig())).isEqualTo(DbProvider.NONE);
	}

	private DbProvider detect(String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		return new DbProviderDetector(this.environment).detect(config);
	}

}
