package io.resiliencestarter.pool;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;

/**
 * Names of threads, also of virtual ones, which usually have none.
 */
final class ThreadNames {

	/** Java 21 and later. */
	private static final @Nullable MethodHandle IS_VIRTUAL = findIsVirtual();

	private ThreadNames() {
	}

	private static @Nullable MethodHandle findIsVirtual() {
		try {
			return MethodHandles.publicLookup()
				.findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	static boolean virtual(Thread thread) {
		try {
			return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
		}
		catch (Throwable ex) {
			return false;
		}
	}

	static String name(Thread thread) {
		String name = thread.getName();
		return name.isEmpty() ? "#" + thread.getId() : OneLine.of(name);
	}

}
