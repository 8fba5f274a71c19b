package io.resiliencestarter.pool;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BorrowStack}, whose application is in {@code com.acme}.
 */
class BorrowStackTests {

	private static final String POOL = """
			at com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:160)
			at com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:99)
			""";

	private static final String LOOP = """
			at com.acme.Export.next(Export.java:10)
			at com.acme.Export.run(Export.java:5)
			""";

	private static final String WORKER = """
			at java.lang.Thread.run(Thread.java:840)
			""";

	private final BorrowStack stack = stack(POOL + LOOP + WORKER);

	@Test
	void isRepeatedAtTheSameLineHoweverFarThePoolHasCome() {
		assertThat(this.stack.isRepeatedBy(Stacks.parse(POOL + LOOP + WORKER))).isTrue();
		assertThat(this.stack.isRepeatedBy(Stacks.parse("""
				at jdk.internal.misc.Unsafe.park(Native Method)
				at com.zaxxer.hikari.util.ConcurrentBag.borrow(ConcurrentBag.java:151)
				""" + POOL + LOOP + WORKER))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "next, 11", "prior, 10" })
	void isNotRepeatedAtAnotherLine(String method, int line) {
		String other = LOOP.replace("next(Export.java:10)", method + "(Export.java:" + line + ")");
		assertThat(this.stack.isRepeatedBy(Stacks.parse(POOL + other + WORKER))).isFalse();
	}

	@Test
	void isNotRepeatedByWhoDoesNotBorrow() {
		assertThat(this.stack.isRepeatedBy(Stacks.parse(LOOP + WORKER))).isFalse();
		assertThat(this.stack.isRepeatedBy(Stacks.parse("at com.acme.Export.more(Export.java:12)\n" + LOOP + WORKER)))
			.isFalse();
	}

	@Test
	void nothingIsRepeatedIfNobodyIsKnownToHaveCalledThePool() {
		assertThat(stack(POOL).isRepeatedBy(Stacks.parse(POOL))).isFalse();
		assertThat(stack(LOOP).isRepeatedBy(Stacks.parse(LOOP))).isFalse();
	}

	@Test
	void transactionThatGoesOnIsNotLeft() {
		String transaction = """
				at org.springframework.transaction.support.TransactionTemplate.execute(TransactionTemplate.java:140)
				at com.library.Job.work(Job.java:7)
				""";
		String other = "at com.acme.Import.run(Import.java:5)\n";
		assertThat(this.stack.isLeftBy(Stacks.parse(other + WORKER))).isTrue();
		assertThat(stack(POOL + LOOP + transaction + WORKER).isLeftBy(Stacks.parse(other + transaction + WORKER)))
			.isFalse();
	}

	private static BorrowStack stack(String text) {
		return new BorrowStack(Stacks.parse(text), new ApplicationFrames(List.of("com.acme")));
	}

}
