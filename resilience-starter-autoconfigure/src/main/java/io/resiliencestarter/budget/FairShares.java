package io.resiliencestarter.budget;

import java.util.List;
import java.util.stream.IntStream;

import io.resiliencestarter.budget.Leaseholder.Demand;

/**
 * Divides connections by demand: max-min fair while there are too few, and what nobody
 * needs in equal parts to all who could use it.
 */
public final class FairShares {

	private FairShares() {
	}

	/**
	 * Divide connections.
	 * @param total how many there are
	 * @param demands what each needs
	 * @return what each gets, in their order
	 */
	public static List<Integer> divide(int total, List<Demand> demands) {
		int[] shares = new int[demands.size()];
		int left = fill(shares, total, demands.stream().mapToInt(Demand::wants).toArray());
		fill(shares, left, demands.stream().mapToInt(Demand::most).toArray());
		return IntStream.of(shares).boxed().toList();
	}

	/**
	 * One by one to who has least, in their order: totals are small.
	 */
	private static int fill(int[] shares, int total, int[] limits) {
		int left = total;
		while (left > 0) {
			int least = -1;
			for (int i = 0; i < shares.length; i++) {
				if (shares[i] < limits[i] && (least < 0 || shares[i] < shares[least])) {
					least = i;
				}
			}
			if (least < 0) {
				return left;
			}
			shares[least]++;
			left--;
		}
		return left;
	}

}
