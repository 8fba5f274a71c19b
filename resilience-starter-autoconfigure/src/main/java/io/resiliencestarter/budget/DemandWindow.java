package io.resiliencestarter.budget;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many connections a pool needs: a quarter more than it had use for at its busiest
 * moment of late. Rises at once and falls slowly, so that connections are not closed and
 * opened again in the pauses between bursts. Used by one thread.
 */
public final class DemandWindow {

	private final long nanos;

	/** Falls from first to last: what came before something larger does not count. */
	private final Deque<Peak> peaks = new ArrayDeque<>();

	/**
	 * Create a window.
	 * @param length how long a peak counts
	 */
	public DemandWindow(Duration length) {
		this.nanos = length.toNanos();
	}

	/**
	 * Take in how many connections are used and waited for.
	 * @param connections the number
	 * @param now the time in nanoseconds, from any origin
	 */
	public void observe(int connections, long now) {
		while (!this.peaks.isEmpty() && this.peaks.getLast().connections() <= connections) {
			this.peaks.removeLast();
		}
		this.peaks.addLast(new Peak(connections, now));
		while (now - this.peaks.getFirst().at() >= this.nanos) {
			this.peaks.removeFirst();
		}
	}

	/**
	 * Return how many connections are needed.
	 * @param most the most that can be used
	 * @return the number
	 */
	public int wants(int most) {
		int peak = this.peaks.isEmpty() ? 0 : this.peaks.getFirst().connections();
		return (int) Math.min(most, (peak * 5L + 3) / 4);
	}

	/**
	 * A moment.
	 *
	 * @param connections how many were used and waited for
	 * @param at when
	 */
	private record Peak(int connections, long at) {
	}

}
