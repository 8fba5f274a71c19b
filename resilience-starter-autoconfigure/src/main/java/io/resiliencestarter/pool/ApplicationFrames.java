package io.resiliencestarter.pool;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds the application's own frames in a stack. Where none is in the application's
 * packages, what is neither of the JDK nor of a well-known library counts as the
 * application's. Immutable.
 */
public final class ApplicationFrames {

	/** Synthetic classes that stand between two frames of somebody else. */
	private static final Pattern GENERATED = Pattern
		.compile("/|\\$\\$Lambda|_\\$\\$_|\\$Proxy\\d|\\$Hibernate(Basic)?Proxy|\\$(ByteBuddy|MockitoMock)\\$");

	/** Subclasses of the application's classes, so they tell the application's method. */
	private static final Pattern CGLIB = Pattern.compile("\\$\\$\\w*CGLIB\\$\\$.*");

	/** Written by somebody, in the application's packages. */
	private static final int IN_PACKAGES = 1;

	/** Written by somebody, anywhere. */
	private static final int WRITTEN = 2;

	private static final int PROXY = 4;

	private final List<String> prefixes;

	private final FrameKinds kinds = new FrameKinds(this::kinds);

	/**
	 * Create a finder.
	 * @param basePackages the application's packages, each with its subpackages; can be
	 * empty
	 */
	public ApplicationFrames(Collection<String> basePackages) {
		this.prefixes = basePackages.stream().filter((name) -> !name.isBlank()).map((name) -> name + ".").toList();
	}

	private int kinds(String className) {
		boolean generated = GENERATED.matcher(className).find();
		int inPackages = generated ? 0 : FrameKinds.bit(className, this.prefixes, IN_PACKAGES);
		int proxy = CGLIB.matcher(className).find() ? PROXY : 0;
		return inPackages | (generated ? 0 : WRITTEN) | proxy;
	}

	/**
	 * Find the line of the application's code that a stack is at.
	 * @param stack the stack, the innermost frame first
	 * @return the innermost frame of the application's code, its method without a line if
	 * only a CGLIB proxy of it is on the stack, {@code null} if there is none
	 */
	public @Nullable StackTraceElement site(StackTraceElement[] stack) {
		int index = siteIndex(stack);
		if (index < 0) {
			return null;
		}
		StackTraceElement frame = stack[index];
		return isCglib(frame) ? new StackTraceElement(CGLIB.matcher(frame.getClassName()).replaceFirst(""),
				frame.getMethodName(), null, -1) : frame;
	}

	/**
	 * Write a frame as stack traces do, without module and class loader.
	 * @param frame the frame
	 * @return for example {@code com.acme.ExportService.export(ExportService.java:42)}
	 */
	public static String format(StackTraceElement frame) {
		return new StackTraceElement(null, null, null, frame.getClassName(), frame.getMethodName(), frame.getFileName(),
				frame.getLineNumber())
			.toString();
	}

	/**
	 * Find the innermost frame of the application.
	 * @param stack the stack, the innermost frame first
	 * @return its index, -1 if there is none
	 */
	int siteIndex(StackTraceElement[] stack) {
		Predicate<StackTraceElement> own = ownIn(stack);
		int index = innermost(stack, own.and((frame) -> !isCglib(frame)));
		return (index < 0) ? innermost(stack, own) : index;
	}

	/**
	 * Tell what counts as the application's in a stack.
	 * @param stack the stack
	 * @return matches the application's frames
	 */
	Predicate<StackTraceElement> ownIn(StackTraceElement[] stack) {
		Predicate<StackTraceElement> inPackages = (frame) -> this.kinds.is(frame, IN_PACKAGES);
		return Arrays.stream(stack).anyMatch(inPackages) ? inPackages
				: (frame) -> this.kinds.is(frame, WRITTEN) && !KnownFrames.isForeign(frame);
	}

	private static int innermost(StackTraceElement[] stack, Predicate<StackTraceElement> condition) {
		for (int i = 0; i < stack.length; i++) {
			if (condition.test(stack[i])) {
				return i;
			}
		}
		return -1;
	}

	private boolean isCglib(StackTraceElement frame) {
		return this.kinds.is(frame, PROXY);
	}

}
