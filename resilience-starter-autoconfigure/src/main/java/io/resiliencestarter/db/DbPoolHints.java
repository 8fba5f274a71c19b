package io.resiliencestarter.db;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;

import com.zaxxer.hikari.HikariConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image must know: HikariCP copies its configuration field by field, the
 * echo of SQL takes proxies, and a statement of PostgreSQL is cancelled by reflection.
 */
class DbPoolHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(HikariConfig.class, MemberCategory.ACCESS_DECLARED_FIELDS);
		for (Class<?> type : List.of(Connection.class, Statement.class, PreparedStatement.class,
				CallableStatement.class)) {
			hints.proxies().registerJdkProxy(type);
		}
		for (String type : List.of(Connections.POSTGRESQL_CONNECTION, Connections.POSTGRESQL_EXECUTOR,
				Connections.POSTGRESQL_API)) {
			hints.reflection().registerTypeIfPresent(classLoader, type, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
	}

}
