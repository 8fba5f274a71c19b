package io.resiliencestarter.redis;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One process of a fleet: borrows more connections than it can get, until it is ended.
 */
final class FleetMember {

	private static final int CALLERS = 20;

	private static final String TOO_MANY_CONNECTIONS = "53300";

	private FleetMember() {
	}

	public static void main(String[] arguments) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(SharedBudgetIT.Application.class)
			.web(WebApplicationType.NONE)
			.run(arguments);
		DataSource dataSource = context.getBean(DataSource.class);
		for (int i = 0; i < CALLERS; i++) {
			Thread caller = new Thread(() -> {
				while (context.isActive()) {
					call(dataSource);
				}
			});
			caller.start();
		}
		System.out.println("SERVES");
	}

	private static void call(DataSource dataSource) {
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("SELECT pg_sleep(0.05)");
		}
		catch (SQLException ex) {
			for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
				if (cause instanceof SQLException sql && TOO_MANY_CONNECTIONS.equals(sql.getSQLState())) {
					System.out.println("REFUSED");
				}
			}
		}
	}

}
