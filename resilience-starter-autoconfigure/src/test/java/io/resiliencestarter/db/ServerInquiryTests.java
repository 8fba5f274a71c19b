package io.resiliencestarter.db;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ServerInquiry}: how often the server is asked.
 */
class ServerInquiryTests {

	private final DataSource driver = mock();

	private final Clock clock = mock();

	private final ServerInquiry inquiry = new ServerInquiry(() -> this.driver, true, (process) -> null,
			new ServerLimits("db", false, false, this.clock), this.clock);

	private volatile Instant now = Instant.parse("2026-03-01T02:00:00Z");

	@BeforeEach
	void refuseConnections() throws SQLException {
		given(this.clock.instant()).willAnswer((call) -> this.now);
		given(this.driver.getConnection()).willThrow(new SQLException("refused", "08001"));
	}

	@Test
	void troubleThatLastsIsAskedAboutOnceInThirtySeconds() {
		request();
		assertAskedAfter(29, 1);
		assertAskedAfter(1, 2);
		assertAskedAfter(29, 2);
	}

	@Test
	void nextTroubleIsAskedAboutSoon() {
		request();
		this.inquiry.dismiss();
		assertAskedAfter(2, 1);
		assertAskedAfter(1, 2);
		assertAskedAfter(29, 2);
	}

	private void assertAskedAfter(int seconds, int times) {
		this.now = this.now.plus(Duration.ofSeconds(seconds));
		request();
		assertThat(this.inquiry.asked()).isEqualTo(times);
	}

	private void request() {
		this.inquiry.request();
		await().until(() -> !this.inquiry.isPending());
	}

}
