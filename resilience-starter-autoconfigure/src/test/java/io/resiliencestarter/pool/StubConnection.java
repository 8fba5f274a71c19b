package io.resiliencestarter.pool;

/**
 * Stands for a physical connection, or for the handle of one. Whether it is closed is a
 * plain field, as it is in the handles of HikariCP.
 */
final class StubConnection {

	private final int number;

	private boolean closed;

	StubConnection(int number) {
		this.number = number;
	}

	int number() {
		return this.number;
	}

	void close() {
		this.closed = true;
	}

	static boolean isClosed(Object connection) {
		return ((StubConnection) connection).closed;
	}

	@Override
	public String toString() {
		return "#" + this.number;
	}

}
