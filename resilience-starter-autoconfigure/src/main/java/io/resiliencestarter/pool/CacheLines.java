package io.resiliencestarter.pool;

/**
 * Two cache lines, as processors fetch pairs of them, that lie before the fields of a
 * subclass: what one thread writes to an object would otherwise take the line away from
 * another thread that writes to the object beside it.
 */
@SuppressWarnings({ "unused", "UnusedVariable" }) // they take up room
abstract class CacheLines {

	/** Beside the header, where the first field of the subclass would be. */
	private int gap;

	private long first;

	private long second;

	private long third;

	private long fourth;

	private long fifth;

	private long sixth;

	private long seventh;

	private long eighth;

	private long ninth;

	private long tenth;

	private long eleventh;

	private long twelfth;

	private long thirteenth;

	private long fourteenth;

	private long fifteenth;

	private long sixteenth;

}
