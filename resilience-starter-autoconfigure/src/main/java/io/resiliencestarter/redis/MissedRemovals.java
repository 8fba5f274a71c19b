package io.resiliencestarter.redis;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.util.ByteUtils;

/**
 * The entries of one cache that Redis may still have although they were removed or
 * changed: what is served from them would be stale. Beside them, the keys whose value is
 * about to be written after a read that failed, so that the write does not wait for Redis
 * a second time. Both are bounded. Thread-safe, without a lock.
 * <p>
 * Each removal has a mark of its own. When it is made up for, only the mark that was seen
 * before goes: the same removal can be missed once more meanwhile.
 */
class MissedRemovals {

	private static final Log logger = LogFactory.getLog(MissedRemovals.class);

	static final int MAX_KEYS = 10_000;

	static final int MAX_PATTERNS = 100;

	private final String cache;

	private final byte @Nullable [] patternOfAll;

	private final Map<ByteBuffer, Object> keys = new ConcurrentHashMap<>();

	private final Map<ByteBuffer, Object> patterns = new ConcurrentHashMap<>();

	private final Set<ByteBuffer> unread = ConcurrentHashMap.newKeySet();

	/**
	 * Create an empty set.
	 * @param cache the name of the cache
	 * @param patternOfAll the pattern of all keys of the cache, {@code null} if there is
	 * none
	 */
	MissedRemovals(String cache, byte @Nullable [] patternOfAll) {
		this.cache = cache;
		this.patternOfAll = patternOfAll;
	}

	boolean isEmpty() {
		return this.keys.isEmpty() && this.patterns.isEmpty();
	}

	/**
	 * Return whether an entry must not be served. After a missed pattern, none must.
	 * @param key the key
	 * @return whether Redis may have an entry that is stale
	 */
	boolean covers(byte[] key) {
		return !this.patterns.isEmpty() || (!this.keys.isEmpty() && this.keys.containsKey(ByteBuffer.wrap(key)));
	}

	/**
	 * Remember that an entry was not removed. One more than fit, and all entries of the
	 * cache count as missed.
	 * @param key the key
	 * @return whether it is remembered, {@code false} if there are too many and the cache
	 * cannot be cleared
	 */
	boolean addKey(byte[] key) {
		if (this.keys.size() >= MAX_KEYS && !this.keys.containsKey(ByteBuffer.wrap(key))) {
			return addAll();
		}
		this.keys.put(ByteBuffer.wrap(key), new Object());
		return true;
	}

	/**
	 * Remember that entries were not removed.
	 * @param pattern the pattern of the keys
	 * @return as for a key
	 */
	boolean addPattern(byte[] pattern) {
		if (this.patterns.size() >= MAX_PATTERNS && !this.patterns.containsKey(ByteBuffer.wrap(pattern))) {
			return addAll();
		}
		this.patterns.put(ByteBuffer.wrap(pattern), new Object());
		return true;
	}

	/**
	 * What was there before is covered; what is added at the same time stays.
	 */
	private boolean addAll() {
		if (this.patternOfAll == null) {
			return false;
		}
		Map<ByteBuffer, Object> covered = new HashMap<>(this.keys);
		this.patterns.put(ByteBuffer.wrap(this.patternOfAll), new Object());
		covered.forEach(this.keys::remove);
		return true;
	}

	/**
	 * Remember that a read has failed.
	 * @param key the key
	 */
	void addUnread(byte[] key) {
		if (this.unread.size() >= MAX_KEYS) {
			this.unread.clear();
		}
		this.unread.add(ByteBuffer.wrap(key));
	}

	/**
	 * Return whether the last read has failed.
	 * @param key the key
	 * @return whether it makes no sense to write
	 */
	boolean isUnread(byte[] key) {
		return !this.unread.isEmpty() && this.unread.contains(ByteBuffer.wrap(key));
	}

	/**
	 * Forget that a read has failed, as one has not.
	 * @param key the key
	 */
	void removeUnread(byte[] key) {
		if (!this.unread.isEmpty()) {
			this.unread.remove(ByteBuffer.wrap(key));
		}
	}

	void clearUnread() {
		this.unread.clear();
	}

	/**
	 * Make up for what was missed. From the moment on at which an entry goes, its key can
	 * be written again.
	 * @param redis removes entries
	 * @return for how many removals
	 * @throws RuntimeException if Redis fails; what is left is kept
	 */
	int makeUpFor(RedisCacheWriter redis) {
		Map<ByteBuffer, Object> missedPatterns = Map.copyOf(this.patterns);
		Map<ByteBuffer, Object> missedKeys = Map.copyOf(this.keys);
		missedPatterns.forEach((pattern, mark) -> {
			attempt(() -> redis.invalidate(this.cache, ByteUtils.getBytes(pattern)));
			this.patterns.remove(pattern, mark);
		});
		missedKeys.forEach((key, mark) -> {
			this.unread.remove(key);
			attempt(() -> redis.evictIfPresent(this.cache, ByteUtils.getBytes(key)));
			this.keys.remove(key, mark);
		});
		return missedPatterns.size() + missedKeys.size();
	}

	/**
	 * What fails for another reason than the connection would fail again.
	 */
	private void attempt(Runnable removal) {
		try {
			removal.run();
		}
		catch (RuntimeException ex) {
			if (CacheFailures.isOfConnection(ex) || Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			logger.warn("What changed while Redis failed could not be removed from cache '%s'".formatted(this.cache),
					ex);
		}
	}

}
