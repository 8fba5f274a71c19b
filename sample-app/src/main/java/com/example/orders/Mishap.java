package com.example.orders;

/**
 * A way to break the pool, and how to undo it.
 *
 * @param cause the cause that the starter is to name
 * @param what what happens
 * @param begin what is done to the server before anybody calls
 * @param callers how many call at once
 * @param call what each of them does, again and again
 * @param end undoes it, once nobody calls any more
 */
record Mishap(String cause, String what, Step begin, int callers, Step call, Step end) {

	/**
	 * A mistake in the code: it is over when nobody calls that code any more.
	 */
	static Mishap inCode(String cause, String what, int callers, Step call) {
		return new Mishap(cause, what, Step.NONE, callers, call, Step.NONE);
	}

}
