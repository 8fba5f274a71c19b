package io.resiliencestarter.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.Tracer;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.RuleConstant;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRule;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRuleManager;

/**
 * Calls guarded by Sentinel, which opens when five have failed within a second.
 */
final class SentinelCalls implements GuardedCalls {

	private static final int FAILURES = 5;

	static {
		// It would write files into the home directory
		System.setProperty("csp.sentinel.log.dir", System.getProperty("java.io.tmpdir"));
		System.setProperty("csp.sentinel.log.output.type", "console");
		System.setProperty("csp.sentinel.log.level", "OFF");
		System.setProperty("csp.sentinel.metric.flush.interval", "0");
	}

	SentinelCalls() {
		DegradeRuleManager.loadRules(List.of(rule("closed"), rule("open")));
		for (int call = 0; call < FAILURES; call++) {
			fail();
		}
	}

	private static DegradeRule rule(String resource) {
		return new DegradeRule(resource).setGrade(RuleConstant.DEGRADE_GRADE_EXCEPTION_COUNT)
			.setCount(FAILURES - 1)
			.setMinRequestAmount(FAILURES)
			.setTimeWindow((int) TimeUnit.HOURS.toSeconds(1));
	}

	private static void fail() {
		try (Entry entry = SphU.entry("open")) {
			Tracer.traceEntry(new IOException("Stub"), entry);
		}
		catch (BlockException ex) {
			// Open already
		}
	}

	@Override
	public void succeed() {
		try (Entry entry = SphU.entry("closed")) {
			entry.getCurNode();
		}
		catch (BlockException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void beRejected() throws BlockException {
		SphU.entry("open").close();
	}

}
