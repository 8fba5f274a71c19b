package io.resiliencestarter.endurance;

import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * What a JVM holds on to.
 *
 * @param heap the bytes of its heap that a collection leaves
 * @param threads the live platform threads
 * @param classes the classes that are loaded
 * @param files the open file descriptors, 0 where the system has none
 */
record Footprint(long heap, long threads, long classes, long files) {

	private static final int COLLECTIONS = 3;

	/**
	 * Look at this JVM. What a collection makes known to cleaners only a later one frees.
	 */
	static Footprint take() {
		long heap = LongStream.generate(Footprint::collect).limit(COLLECTIONS).min().orElseThrow();
		long files = (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getOpenFileDescriptorCount() : 0;
		return new Footprint(heap, ManagementFactory.getThreadMXBean().getThreadCount(),
				ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(), files);
	}

	private static long collect() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
