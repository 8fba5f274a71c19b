package io.resiliencestarter.diagnosis;

/**
 * Finds out what the server knows, which takes longer than a look at the pool. Called
 * with each look; must not block.
 */
public interface ServerWitness {

	/** Nobody asks the server. */
	ServerWitness NONE = new ServerWitness() {

		@Override
		public void request() {
		}

		@Override
		public boolean isPending() {
			return false;
		}

		@Override
		public void dismiss() {
		}

	};

	/**
	 * Something is wrong: ask the server, unless it was asked lately.
	 */
	void request();

	/**
	 * Return whether an answer will come in a moment.
	 * @return whether it is worth while to wait for it
	 */
	boolean isPending();

	/**
	 * Nothing is wrong any more: what the server said is of no use for the next trouble.
	 */
	void dismiss();

}
