package io.resiliencestarter.pool;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * While physical connections come and go, no borrow is lost or counted twice.
 */
@JCStressTest
@Outcome(id = "true, 10, 0", expect = Expect.ACCEPTABLE, desc = "all borrows, at each instant")
@Outcome(expect = Expect.FORBIDDEN, desc = "a borrow was lost or counted twice")
@State
public class HolderTableRace {

	private static final int CONNECTIONS = 10;

	private static final PoolTimes TIMES = new PoolTimes(0);

	private final HolderTable<StubConnection> table = new HolderTable<>(StubConnection::isClosed,
			StubConnection::isClosed, TIMES, 0);

	/**
	 * Borrow a new connection, return and close it, several times.
	 * @param result whether the counts were right all the time
	 */
	@Actor
	public void turnOver(ZII_Result result) {
		boolean right = true;
		for (int i = 0; i < CONNECTIONS; i++) {
			StubConnection connection = new StubConnection(i);
			StubConnection handle = new StubConnection(i);
			this.table.borrowed(connection, handle, Thread.currentThread(), 0, null);
			right &= this.table.held() == 1 && this.table.borrows() == i + 1;
			handle.close();
			connection.close();
			right &= this.table.held() == 0 && this.table.borrows() == i + 1;
		}
		result.r1 = right;
	}

	/**
	 * Forget closed connections.
	 */
	@Actor
	public void tick() {
		for (int i = 0; i < CONNECTIONS; i++) {
			this.table.tick(i);
		}
	}

	/**
	 * See what is left.
	 * @param result the number of borrows, and of connections that can still be seen
	 */
	@Arbiter
	public void end(ZII_Result result) {
		this.table.tick(CONNECTIONS);
		result.r2 = (int) this.table.borrows();
		result.r3 = this.table.held() + this.table.idle().size();
	}

}
