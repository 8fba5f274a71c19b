package com.example.shop;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * Code that borrows connections.
 */
public final class Borrower {

	private Borrower() {
	}

	/**
	 * Borrow a connection.
	 * @param dataSource from where
	 * @return the connection
	 * @throws SQLException if there is none
	 */
	public static Connection borrow(DataSource dataSource) throws SQLException {
		return dataSource.getConnection();
	}

}
