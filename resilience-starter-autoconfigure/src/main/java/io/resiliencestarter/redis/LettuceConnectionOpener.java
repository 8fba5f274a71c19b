package io.resiliencestarter.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.resiliencestarter.redis.LettucePool.ConnectionKind;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;

/**
 * Opens, checks and closes the connections of one kind.
 */
class LettuceConnectionOpener extends BasePooledObjectFactory<StatefulConnection<?, ?>> {

	private final ConnectionKind kind;

	private final Runnable beforeOpening;

	LettuceConnectionOpener(ConnectionKind kind, Runnable beforeOpening) {
		this.kind = kind;
		this.beforeOpening = beforeOpening;
	}

	@Override
	public StatefulConnection<?, ?> create() {
		this.beforeOpening.run();
		return this.kind.opener().getConnection(this.kind.type());
	}

	@Override
	public PooledObject<StatefulConnection<?, ?>> wrap(StatefulConnection<?, ?> connection) {
		return new DefaultPooledObject<>(connection);
	}

	@Override
	public boolean validateObject(PooledObject<StatefulConnection<?, ?>> pooled) {
		return pooled.getObject().isOpen();
	}

	/**
	 * A transaction that was left open must not reach the next borrower.
	 */
	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the next command comes after it
	public void passivateObject(PooledObject<StatefulConnection<?, ?>> pooled) {
		if (pooled.getObject() instanceof StatefulRedisConnection<?, ?> connection && connection.isMulti()) {
			connection.async().discard();
		}
	}

	/**
	 * Does not wait for the end: an event loop may be what gives the connection back.
	 */
	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public void destroyObject(PooledObject<StatefulConnection<?, ?>> pooled) {
		this.kind.opener().releaseAsync(pooled.getObject());
	}

}
