package com.example.orders;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the sample.
 *
 * @param traffic background traffic
 * @param servers servers that the sample starts
 * @param replicas how many processes of the sample there are to be
 */
@ConfigurationProperties("orders")
record OrdersProperties(@DefaultValue Traffic traffic, @DefaultValue Servers servers, @DefaultValue("1") int replicas) {

	/**
	 * Background traffic.
	 *
	 * @param enabled whether some customers order and read without end
	 */
	record Traffic(@DefaultValue("true") boolean enabled) {
	}

	/**
	 * PostgreSQL and Redis as the sample starts them.
	 *
	 * @param minimumDiskSpace space that must be free in the temporary folder
	 */
	record Servers(@DefaultValue("250MB") DataSize minimumDiskSpace) {
	}

}
