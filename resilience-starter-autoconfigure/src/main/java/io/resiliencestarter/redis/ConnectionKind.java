package io.resiliencestarter.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * What is interchangeable within a pool.
 *
 * @param opener opens a connection
 * @param type the type of connection
 */
record ConnectionKind(LettuceConnectionProvider opener, Class<? extends StatefulConnection<?, ?>> type) {

	StatefulConnection<?, ?> open() {
		return this.opener.getConnection(this.type);
	}

	boolean isSubscription() {
		return StatefulRedisPubSubConnection.class.equals(this.type);
	}

}
