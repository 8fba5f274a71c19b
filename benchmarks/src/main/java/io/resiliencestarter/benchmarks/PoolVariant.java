package io.resiliencestarter.benchmarks;

/**
 * A database pool that is compared, first the one that the others are compared with.
 */
public enum PoolVariant implements Variant {

	/**
	 * HikariCP without metrics.
	 */
	HIKARI("bare HikariCP"),

	/**
	 * HikariCP with the metrics that Spring Boot adds.
	 */
	HIKARI_BOOT("HikariCP as Spring Boot sets it up (Micrometer)"),

	/**
	 * The starter without the metrics that Spring Boot adds to HikariCP.
	 */
	OURS("**this starter**, without Boot's HikariCP metrics"),

	/**
	 * The starter as it comes.
	 */
	OURS_BOOT("**this starter** as it comes (Micrometer)"),

	/**
	 * The starter without those metrics and without captures of where connections are
	 * borrowed.
	 */
	OURS_WITHOUT_SITES("**this starter**, without either those metrics or borrow sites"),

	/**
	 * HikariCP that looks for leaks.
	 */
	HIKARI_LEAK("HikariCP with `leakDetectionThreshold`"),

	/**
	 * Druid.
	 */
	DRUID("Druid"),

	/**
	 * Druid that looks for leaks.
	 */
	DRUID_ABANDONED("Druid with `removeAbandoned`"),

	/**
	 * FlexyPool over HikariCP.
	 */
	FLEXY_POOL("FlexyPool over HikariCP"),

	/**
	 * A proxy over HikariCP.
	 */
	DATASOURCE_PROXY("datasource-proxy over HikariCP");

	static final int SIZE = 8;

	private final String label;

	PoolVariant(String label) {
		this.label = label;
	}

	@Override
	public String label() {
		return this.label;
	}

	OpenPool open() {
		return switch (this) {
			case HIKARI -> OpenPool.hikari();
			case HIKARI_BOOT -> OpenPool.hikariByBoot();
			case OURS -> OpenPool.starterWithoutHikariMetrics();
			case OURS_BOOT -> OpenPool.starter();
			case OURS_WITHOUT_SITES -> OpenPool.starterWithoutSites();
			case HIKARI_LEAK -> OpenPool.hikariWithLeakDetection();
			case DRUID -> OpenPool.druid(false);
			case DRUID_ABANDONED -> OpenPool.druid(true);
			case FLEXY_POOL -> OpenPool.flexyPool();
			case DATASOURCE_PROXY -> OpenPool.datasourceProxy();
		};
	}

}
