package io.resiliencestarter.pool;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Inspection}, which looks at this thread as the holder of a connection.
 * Where it has borrowed is made up.
 */
class InspectionTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final String SITE = "com.acme.Export.next(Export.java:10)";

	private final Inspection inspection = new Inspection(PoolKind.DB, new ApplicationFrames(List.of("com.acme")));

	@Test
	void holderIsItsThreadAndWhereItBorrowed() {
		Holder holder = this.inspection.holder(hold("handle", SITE), 7 * SECOND);
		assertThat(holder).extracting(Holder::thread, Holder::held, Holder::doing, Holder::connectionType)
			.containsExactly(Thread.currentThread().getName(), Duration.ofSeconds(5), Activity.COMPUTING, null);
		assertThat(holder.borrowedAt()).hasToString(SITE);
		assertThat(holder.stack()).isNotEmpty().hasSizeLessThanOrEqualTo(64);
		assertThat(this.inspection.holder(hold("handle", null), 7 * SECOND).borrowedAt()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "10, GONE", "11, COMPUTING", ", COMPUTING" })
	void whoBorrowsAgainAtTheSameLineHasLostTheFirstConnection(@Nullable Integer line, Activity doing) {
		Hold<?> later = hold("later", (line != null) ? "com.acme.Export.next(Export.java:%d)".formatted(line) : null);
		Holder holder = this.inspection.holder(hold("handle", SITE), List.of(later), 7 * SECOND);
		assertThat(holder).extracting(Holder::thread, Holder::held, Holder::doing)
			.containsExactly(Thread.currentThread().getName(), Duration.ofSeconds(5), doing);
		assertThat(holder.borrowedAt()).hasToString(SITE);
	}

	@Test
	void nothingIsConcludedFromLaterHoldsIfItIsNotKnownWhereTheFirstWasBorrowed() {
		Hold<?> later = hold("later", SITE);
		assertThat(this.inspection.holder(hold("handle", null), List.of(later), 7 * SECOND).doing())
			.isEqualTo(Activity.COMPUTING);
		assertThat(this.inspection.holder(hold("handle", SITE), List.of(), 7 * SECOND).doing())
			.isEqualTo(Activity.COMPUTING);
	}

	@Test
	void holderWithoutThreadIsToldByItsConnection() {
		Holder holder = this.inspection.holder(hold(new Use("reactive"), SITE), 7 * SECOND);
		assertThat(holder).extracting(Holder::thread, Holder::held, Holder::doing, Holder::connectionType)
			.containsExactly("reactive", Duration.ofSeconds(5), Activity.EXECUTING_SQL, "queries");
		assertThat(holder.site()).hasToString(SITE);
		assertThat(this.inspection.holder(hold(new Use("reactive"), null), 7 * SECOND).site()).isNull();
	}

	@Test
	void recallLooksAtNoThread() {
		Holder holder = this.inspection.recall(hold("handle", SITE), 7 * SECOND);
		assertThat(holder).extracting(Holder::thread, Holder::held, Holder::doing, Holder::connectionType)
			.containsExactly(Thread.currentThread().getName(), Duration.ofSeconds(5), Activity.COMPUTING, null);
		assertThat(holder.site()).hasToString(SITE);
		assertThat(holder.stack()).isEmpty();
	}

	@Test
	void recallNamesWhoHasNoThread() {
		assertThat(this.inspection.recall(hold(new Use("reactive"), null), 7 * SECOND))
			.extracting(Holder::thread, Holder::connectionType, Holder::borrowedAt)
			.containsExactly("reactive", "queries", null);
		assertThat(this.inspection.recall(hold(new Use(null), null), 7 * SECOND))
			.extracting(Holder::thread, Holder::connectionType)
			.containsExactly(Thread.currentThread().getName(), "queries");
	}

	@Test
	void onlyAUseThatSaysSoIsWithoutThread() {
		assertThat(Inspection.isThreadless(hold("handle", null))).isFalse();
		assertThat(Inspection.isThreadless(hold(new Use(null), null))).isFalse();
		assertThat(Inspection.isThreadless(hold(new Use("reactive"), null))).isTrue();
	}

	private static <H> Hold<H> hold(H handle, @Nullable String site) {
		return new Hold<>("connection", handle, Thread.currentThread(), 2 * SECOND,
				(site != null) ? borrowedAt(site) : null);
	}

	private static Throwable borrowedAt(String site) {
		Throwable borrowed = new Throwable();
		borrowed.setStackTrace(Stacks.parse("""
				at com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:99)
				at %s
				at com.acme.Main.main(Main.java:3)
				""".formatted(site)));
		return borrowed;
	}

	/**
	 * A use of a connection that is at work.
	 *
	 * @param threadless the name in place of a thread's
	 */
	private record Use(@Nullable String threadless) implements ConnectionUse {

		@Override
		public String type() {
			return "queries";
		}

		@Override
		public boolean busy() {
			return true;
		}

		@Override
		public boolean lasting() {
			return false;
		}

	}

}
