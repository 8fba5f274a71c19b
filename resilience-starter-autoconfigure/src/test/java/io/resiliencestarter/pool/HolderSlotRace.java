package io.resiliencestarter.pool;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Who reads a slot while its connection goes from hand to hand sees nobody, or a hold
 * that has not ended, with the thread, the time and the site of its own.
 */
@JCStressTest
@Outcome(id = "0, 0, 0, 0", expect = Expect.ACCEPTABLE, desc = "nobody, or whole holds")
@Outcome(id = "-1, .*", expect = Expect.FORBIDDEN, desc = "a hold that had ended")
@Outcome(expect = Expect.FORBIDDEN, desc = "a mixture of holds")
@State
public class HolderSlotRace {

	private static final int HOLDS = 30;

	private static final Thread[] THREADS = IntStream.range(0, HOLDS)
		.mapToObj((i) -> new Thread())
		.toArray(Thread[]::new);

	private static final Throwable[] SITES = IntStream.range(0, HOLDS)
		.mapToObj((i) -> new Throwable())
		.toArray(Throwable[]::new);

	private final HolderSlot<StubConnection> slot = new HolderSlot<>("physical");

	/** Orders the borrowers, as the pool does. */
	private final AtomicInteger ended = new AtomicInteger();

	/**
	 * Borrow and return.
	 */
	@Actor
	public void borrow() {
		for (int i = 0; i < HOLDS; i++) {
			StubConnection handle = new StubConnection(i);
			this.slot.hold(handle, THREADS[i], i, SITES[i]);
			handle.close();
			this.ended.incrementAndGet();
		}
	}

	/**
	 * Look at the slot.
	 * @param wrong the handle, the thread, the time and the site of a hold that cannot be
	 */
	@Actor
	public void look(IIII_Result wrong) {
		for (int i = 0; i < HOLDS; i++) {
			int endedBefore = this.ended.get();
			Hold<StubConnection> hold = this.slot.read(StubConnection::isClosed);
			if (hold != null && (hold.handle().number() < endedBefore || !isWhole(hold))) {
				wrong.r1 = (hold.handle().number() < endedBefore) ? -1 : hold.handle().number();
				wrong.r2 = Arrays.asList(THREADS).indexOf(hold.thread());
				wrong.r3 = (int) hold.since();
				wrong.r4 = Arrays.asList(SITES).indexOf(hold.site());
			}
		}
	}

	@SuppressWarnings("ReferenceEquality") // identity is what counts
	private static boolean isWhole(Hold<StubConnection> hold) {
		int number = hold.handle().number();
		return hold.thread() == THREADS[number] && hold.since() == number && hold.site() == SITES[number];
	}

}
