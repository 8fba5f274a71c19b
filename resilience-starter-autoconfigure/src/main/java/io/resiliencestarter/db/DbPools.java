package io.resiliencestarter.db;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import io.resiliencestarter.pool.PoolRegistry;

/**
 * The database pools of the application, and the data sources that are none of HikariCP
 * and so are left alone. Thread-safe.
 */
class DbPools extends PoolRegistry<DbPool> {

	private final Map<String, String> unmanaged = new ConcurrentSkipListMap<>();

	void addUnmanaged(String beanName, String type) {
		this.unmanaged.put(beanName, type);
	}

	/**
	 * Return the data sources that are left alone.
	 * @return their types by the names of their beans, a live view
	 */
	Map<String, String> unmanaged() {
		return this.unmanaged;
	}

}
