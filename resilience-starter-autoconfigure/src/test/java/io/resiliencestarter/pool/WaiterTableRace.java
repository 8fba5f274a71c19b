package io.resiliencestarter.pool;

import java.util.stream.IntStream;

import io.resiliencestarter.pool.WaiterTable.Entry;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Who looks while threads use the same place one after the other sees nobody who had
 * left, and nobody with a time before he came.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nobody, or somebody with a time of his own")
@Outcome(id = "-1, .*", expect = Expect.FORBIDDEN, desc = "somebody who had left")
@Outcome(expect = Expect.FORBIDDEN, desc = "a stale time")
@State
public class WaiterTableRace {

	private static final int VISITS = 30;

	private static final long NOW = 1000;

	private static final Neighbour[] VISITORS = IntStream.range(0, VISITS)
		.mapToObj(Neighbour::new)
		.toArray(Neighbour[]::new);

	private final WaiterTable table = new WaiterTable();

	private volatile int left;

	/**
	 * Come and leave, one after the other.
	 */
	@Actor
	public void visit() {
		for (int i = 0; i < VISITS; i++) {
			this.table.leave(this.table.enter(VISITORS[i], i));
			this.left = i + 1;
		}
	}

	/**
	 * Look who waits.
	 * @param wrong who cannot be there, and for how long
	 */
	@Actor
	public void look(II_Result wrong) {
		for (int i = 0; i < VISITS; i++) {
			int leftBefore = this.left;
			for (Entry entry : this.table.entries(NOW)) {
				int number = ((Neighbour) entry.thread()).number;
				if (number < leftBefore || entry.nanos() > NOW - number) {
					wrong.r1 = (number < leftBefore) ? -1 : number;
					wrong.r2 = (int) entry.nanos();
				}
			}
		}
	}

	/**
	 * A thread that wants the same place as all its like.
	 */
	static final class Neighbour extends Thread {

		private final int number;

		Neighbour(int number) {
			this.number = number;
		}

		@Override
		public long getId() {
			return 7;
		}

	}

}
