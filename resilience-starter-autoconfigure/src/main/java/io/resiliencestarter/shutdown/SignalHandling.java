package io.resiliencestarter.shutdown;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ReflectionUtils;

/**
 * A handler of a signal in the place of the virtual machine's own. The classes that do
 * that are no part of the Java platform, yet in every JDK; hence the reflection. Where
 * they are missing, signals are left to others ({@code -Xrs}), there is no such signal or
 * the application handles it itself, nothing happens.
 */
final class SignalHandling {

	/** Changes nothing. */
	static final SignalHandling NONE = new SignalHandling(() -> {
	});

	private static final String SIGNAL = "sun.misc.Signal";

	private static final String SIGNAL_HANDLER = "sun.misc.SignalHandler";

	private static final Log logger = LogFactory.getLog(SignalHandling.class);

	private final Runnable removal;

	private SignalHandling(Runnable removal) {
		this.removal = removal;
	}

	/**
	 * Handle a signal.
	 * @param name the name of the signal, such as {@code TERM}
	 * @param received called on a new thread each time the signal comes
	 * @return how to stop that, {@link #NONE} if it could not be done
	 */
	static SignalHandling install(String name, Runnable received) {
		try {
			Class<?> signalType = Class.forName(SIGNAL);
			Class<?> handlerType = Class.forName(SIGNAL_HANDLER);
			Object signal = signalType.getConstructor(String.class).newInstance(name);
			InvocationHandler invocations = (proxy, method, arguments) -> {
				if (method.getDeclaringClass() == Object.class) {
					return method.invoke(received, arguments);
				}
				received.run();
				return null;
			};
			Object handler = Proxy.newProxyInstance(SignalHandling.class.getClassLoader(),
					new Class<?>[] { handlerType }, invocations);
			Method handle = signalType.getMethod("handle", signalType, handlerType);
			Object before = handle.invoke(null, signal, handler);
			SignalHandling handling = new SignalHandling(
					() -> ReflectionUtils.invokeMethod(handle, null, signal, before));
			if (before.getClass().getName().startsWith("sun.misc.Signal$")) {
				return handling;
			}
			handling.remove();
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			logger.debug("Signal %s is not handled".formatted(name), ex);
		}
		return NONE;
	}

	/**
	 * Let the one before handle the signal again.
	 */
	void remove() {
		this.removal.run();
	}

	/**
	 * A native image has only the reflection that it is told of.
	 */
	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection()
				.registerTypeIfPresent(classLoader, SIGNAL, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS,
						MemberCategory.INVOKE_PUBLIC_METHODS);
			hints.proxies().registerJdkProxy(TypeReference.of(SIGNAL_HANDLER));
		}

	}

}
