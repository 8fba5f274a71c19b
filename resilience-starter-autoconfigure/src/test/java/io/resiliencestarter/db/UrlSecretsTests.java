package io.resiliencestarter.db;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import com.zaxxer.hikari.HikariConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link UrlSecrets}, with the words of real drivers for URLs that lead
 * nowhere.
 */
class UrlSecretsTests {

	private static final int URLS = 100;

	private static final List<String> FORMS = List.of("jdbc:%s://app:%s@127.0.0.1:1/orders",
			"jdbc:%s://app:%s@127.0.0.1/orders", "jdbc:%s://127.0.0.1:1/orders?user=app&password=%s",
			"jdbc:%s://127.0.0.1:1/orders?user=app&sslpassword=%s&trustStorePassword=%2$s",
			"jdbc:%s://127.0.0.1:x/orders?password=%s", "jdbc:%s:orders?user=app&password=%s",
			"jdbc:%s://127.0.0.1:1;user=app;password=%s", "jdbc:%s://app:%s@[::1/orders", "jdbc:%s:app:%s@nowhere");

	private static final List<String> PRODUCTS = List.of("postgresql", "mysql", "mariadb", "sqlserver", "h2:tcp",
			"nonsense");

	/** A secret is masked up to what ends a parameter. */
	private static final List<String> BETWEEN = List.of("", ":", "/", "@", "?", "#", "%", "%2F", "+", "$", "!", "'",
			"()");

	@Test
	void nothingOfAPasswordIsTold() {
		long seed = Long.getLong("seed", System.nanoTime());
		Random random = new Random(seed);
		for (int i = 0; i < URLS; i++) {
			String password = "SeSaMe" + pick(random, BETWEEN) + "oPeNsUp" + pick(random, BETWEEN) + "qUiCkLy";
			String url = pick(random, FORMS).formatted(pick(random, PRODUCTS), password);
			assertThat(told(failure(url)).toLowerCase(Locale.ROOT)).as("%s, seed %d", url, seed)
				.doesNotContain("sesame", "opensup", "quickly");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://app:SeSaMe@127.0.0.1:1/orders",
			"jdbc:postgresql://127.0.0.1:1/orders?password=SeSaMe" })
	void restIsTold(String url) {
		assertThat(told(failure(url))).contains("127.0.0.1");
	}

	private static <T> T pick(Random random, List<T> list) {
		return list.get(random.nextInt(list.size()));
	}

	private static Throwable failure(String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.addDataSourceProperty("connectTimeout", "1");
		ConnectionOpener opener = new ConnectionOpener(() -> DriverSource.of(config), 1, null,
				(connection) -> connection, new UrlSecrets(config), Clock.systemUTC());
		Throwable failure = catchThrowable(opener::getConnection);
		assertThat(failure).as(url).isNotNull();
		ConnectFailure kept = opener.failure();
		return (kept != null) ? kept.cause() : failure;
	}

	private static String told(Throwable failure) {
		StringBuilder told = new StringBuilder();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			told.append(cause).append('\n');
			if (cause instanceof SQLException sql && sql.getNextException() != null) {
				told.append(sql.getNextException()).append('\n');
			}
			for (Throwable suppressed : cause.getSuppressed()) {
				told.append(suppressed).append('\n');
			}
		}
		return told.toString();
	}

}
