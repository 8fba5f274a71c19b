package io.resiliencestarter.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.resiliencestarter.redis.LettucePool.ConnectionKind;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;

/**
 * Opens, checks and closes the connections of a pool.
 */
class LettuceConnectionOpener extends BaseKeyedPooledObjectFactory<ConnectionKind, StatefulConnection<?, ?>> {

	@Override
	public StatefulConnection<?, ?> create(ConnectionKind kind) {
		return kind.opener().getConnection(kind.type());
	}

	@Override
	public PooledObject<StatefulConnection<?, ?>> wrap(StatefulConnection<?, ?> connection) {
		return new DefaultPooledObject<>(connection);
	}

	@Override
	public boolean validateObject(ConnectionKind kind, PooledObject<StatefulConnection<?, ?>> pooled) {
		return pooled.getObject().isOpen();
	}

	/**
	 * A transaction that was left open must not reach the next borrower.
	 */
	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the next command comes after it
	public void passivateObject(ConnectionKind kind, PooledObject<StatefulConnection<?, ?>> pooled) {
		if (pooled.getObject() instanceof StatefulRedisConnection<?, ?> connection && connection.isMulti()) {
			connection.async().discard();
		}
	}

	@Override
	public void destroyObject(ConnectionKind kind, PooledObject<StatefulConnection<?, ?>> pooled) {
		kind.opener().release(pooled.getObject());
	}

}
