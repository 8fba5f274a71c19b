package io.resiliencestarter.redis;

import java.util.NoSuchElementException;

import io.lettuce.core.api.StatefulRedisConnection;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;

/**
 * Opens, checks and closes the connections of one kind.
 */
class LettuceConnectionOpener extends BasePooledObjectFactory<PooledConnection> {

	private final OpenConnections connections;

	private final ConnectionKind kind;

	LettuceConnectionOpener(OpenConnections connections, ConnectionKind kind) {
		this.connections = connections;
		this.kind = kind;
	}

	@Override
	public PooledConnection create() {
		if (OpeningMode.current() == OpeningMode.NONE) {
			throw new NoSuchElementException("No connection is idle");
		}
		return this.connections.open(this.kind);
	}

	@Override
	public PooledObject<PooledConnection> wrap(PooledConnection connection) {
		return new DefaultPooledObject<>(connection);
	}

	@Override
	public boolean validateObject(PooledObject<PooledConnection> pooled) {
		return pooled.getObject().isUsable();
	}

	/**
	 * A transaction that was left open must not reach the next borrower.
	 */
	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the next command comes after it
	public void passivateObject(PooledObject<PooledConnection> pooled) {
		if (pooled.getObject().connection() instanceof StatefulRedisConnection<?, ?> connection
				&& connection.isMulti()) {
			connection.async().discard();
		}
	}

	@Override
	public void destroyObject(PooledObject<PooledConnection> pooled) {
		this.connections.close(pooled.getObject());
	}

}
