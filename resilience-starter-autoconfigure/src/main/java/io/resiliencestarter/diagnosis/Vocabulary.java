package io.resiliencestarter.diagnosis;

import io.resiliencestarter.diagnosis.PoolTime.Use;
import io.resiliencestarter.pool.PoolKind;

/**
 * The words in which verdicts on pools of different kinds differ.
 */
enum Vocabulary {

	/** Those of a database. */
	DB("the database", "SQL", "statements", "Make the call before the transaction or after it%s") {

		@Override
		String takeBack() {
			return "Until that is deployed: resilience.db.reclaim-after takes such connections back";
		}

		@Override
		String secondBorrow() {
			return "a REQUIRES_NEW inside a transaction holds both; do that work before or after the transaction";
		}

		@Override
		String explain() {
			return "Look at the plan of the statement that is executed%s: EXPLAIN (ANALYZE, BUFFERS)";
		}

		@Override
		String bound() {
			return "Bound it: resilience.db.statement-timeout";
		}

		@Override
		String clients() {
			return "pg_stat_activity, SHOW PROCESSLIST";
		}

		@Override
		String credentials() {
			return "the data source";
		}

		@Override
		String keepOpen() {
			return "Keep more connections open: a larger resilience.db.pool-size, with the same total";
		}

	},

	/** Those of Redis. */
	REDIS("Redis", "commands", "commands", "Make the call outside of the callback that is given the connection%s") {

		@Override
		String takeBack() {
			return "Leave borrowing to RedisTemplate, which gives connections back: execute(RedisCallback)";
		}

		@Override
		String secondBorrow() {
			return "use the connection or the operations that the callback is given";
		}

		@Override
		String explain() {
			return "Find the slow command%s: SLOWLOG GET on the server; KEYS, large values and long scripts hold up"
					+ " everybody";
		}

		@Override
		String bound() {
			return "Bound it: resilience.redis.socket-timeout";
		}

		@Override
		String clients() {
			return "CLIENT LIST, INFO clients";
		}

		@Override
		String credentials() {
			return "spring.data.redis";
		}

		@Override
		String keepOpen() {
			return "Connections are kept once they are open: this passes when as many are open as are needed";
		}

	};

	private final String server;

	private final String work;

	private final String items;

	private final String outside;

	Vocabulary(String server, String work, String items, String outside) {
		this.server = server;
		this.work = work;
		this.items = items;
		this.outside = outside;
	}

	static Vocabulary of(PoolKind kind) {
		return (kind == PoolKind.REDIS) ? REDIS : DB;
	}

	/**
	 * Return what the pool's connections lead to.
	 */
	String server() {
		return this.server;
	}

	/**
	 * Return what the pool's connections lead to, as the first words of a sentence.
	 */
	String serverAtStart() {
		return Character.toUpperCase(this.server.charAt(0)) + this.server.substring(1);
	}

	/**
	 * Return what takes long when holders wait for the server.
	 */
	String items() {
		return this.items;
	}

	/**
	 * Return where to make a call instead, with a place for the line of code.
	 */
	String outside() {
		return this.outside;
	}

	/**
	 * Return what connections are used for.
	 */
	String phrase(Use use) {
		return switch (use) {
			case LEAK -> "held by code that has moved on, borrowed";
			case NESTED -> "waiting for a second connection";
			case EXTERNAL -> "waiting for something other than " + this.server;
			case CODE -> "computing";
			case SQL -> "executing " + this.work;
		};
	}

	/**
	 * Return what to do about leaked connections until the code is mended.
	 */
	abstract String takeBack();

	/**
	 * Return where second connections come from.
	 */
	abstract String secondBorrow();

	/**
	 * Return how to find out why something is slow, with a place for the line of code.
	 */
	abstract String explain();

	/**
	 * Return how to bound what is slow.
	 */
	abstract String bound();

	/**
	 * Return how to see who else is connected.
	 */
	abstract String clients();

	/**
	 * Return where the credentials are.
	 */
	abstract String credentials();

	/**
	 * Return what helps against slow creation.
	 */
	abstract String keepOpen();

}
