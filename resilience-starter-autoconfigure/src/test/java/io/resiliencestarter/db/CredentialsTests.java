package io.resiliencestarter.db;

import javax.sql.DataSource;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.BreakerEndpointAutoConfiguration;
import io.resiliencestarter.breaker.BreakersEndpoint;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * What becomes known of a password in a URL that leads nowhere, even if the application
 * logs what it catches. Some drivers do not understand some of the URLs.
 */
@ExtendWith(OutputCaptureExtension.class)
class CredentialsTests {

	private static final Log logger = LogFactory.getLog(CredentialsTests.class);

	private static final String OF_THE_DRIVER_ITSELF = "JDBC URL invalid port number: ";

	private final JsonMapper json = new JsonMapper();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, DbPoolEndpointAutoConfiguration.class,
				BreakerAutoConfiguration.class, BreakerEndpointAutoConfiguration.class,
				ResilienceAutoConfiguration.class, DataSourceAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=*", "resilience.db.pool-timeout=250ms",
				"spring.datasource.hikari.initialization-fail-timeout=-1");

	@ParameterizedTest(name = "{index}")
	@ValueSource(strings = { "jdbc:postgresql://127.0.0.1:1/orders?user=app&password=SeSaMe",
			"jdbc:postgresql:orders?user=app&password=SeSaMe&port=1", "jdbc:postgresql://app:SeSaMe@127.0.0.1:1/orders",
			"jdbc:postgresql://app:SeSaMe@127.0.0.1/orders", "jdbc:postgresql://127.0.0.1:x/orders?password=SeSaMe",
			"jdbc:mysql://app:SeSaMe@127.0.0.1:1/orders", "jdbc:mariadb://app:SeSaMe@127.0.0.1:1/orders",
			"jdbc:mariadb://app:Se@SaMe@127.0.0.1:1/orders", "jdbc:h2:orders;USER=app;PASSWORD=SeSaMe" })
	void passwordStaysSecret(String url, CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.datasource.url=" + url).run((context) -> {
			DataSource dataSource = context.getBean(DataSource.class);
			Throwable failure = await().until(() -> catchThrowable(dataSource::getConnection),
					(thrown) -> thrown.toString().contains("Cause: database-down ("));
			logger.warn("The application has no connection", failure);
			String shown = this.json.writeValueAsString(context.getBean(DbPoolEndpoint.class).pools())
					+ this.json.writeValueAsString(context.getBean(BreakersEndpoint.class).breakers());
			assertThat(shown).contains("db.dataSource", "lastFailure").doesNotContain("SaMe");
			assertThat(output.getAll().lines().filter((line) -> !line.contains(OF_THE_DRIVER_ITSELF)))
				.anyMatch((line) -> line.contains("The application has no connection"))
				.noneMatch((line) -> line.contains("SaMe"));
		});
	}

}
