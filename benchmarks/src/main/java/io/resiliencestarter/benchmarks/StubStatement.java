package io.resiliencestarter.benchmarks;

import java.lang.reflect.Proxy;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;

/**
 * A statement that can only be closed: a pool may keep one with each connection.
 */
final class StubStatement {

	private StubStatement() {
	}

	static Statement create() {
		return (Statement) Proxy.newProxyInstance(StubStatement.class.getClassLoader(),
				new Class<?>[] { Statement.class }, (proxy, method, args) -> {
					if (!method.getName().equals("close")) {
						throw new SQLFeatureNotSupportedException(method.getName());
					}
					return null;
				});
	}

}
