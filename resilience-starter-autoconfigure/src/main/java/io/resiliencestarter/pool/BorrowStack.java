package io.resiliencestarter.pool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The stack with which a connection was borrowed. Its thread has left that code once no
 * frame of the application is left of it, seen from the outermost frame.
 */
final class BorrowStack {

	private static final Set<String> FILTERING = Set.of("doFilter", "doFilterInternal");

	private static final Set<String> RENDERING = Set.of("handleReturnValue", "render");

	private final StackTraceElement[] stack;

	private final Predicate<StackTraceElement> own;

	BorrowStack(StackTraceElement[] stack, ApplicationFrames frames) {
		this.stack = stack;
		this.own = frames.ownIn(stack);
	}

	/**
	 * Tell whether the thread has left the code that borrowed. In doubt it has not: when
	 * no frame of the application is known, when a stack was too deep to be captured
	 * whole, while it is in the same transaction, and while a web answer is rendered, for
	 * which an open session can rightly hold its connection.
	 * @param live the thread's stack, the innermost frame first, not empty
	 * @return whether it has certainly left
	 */
	boolean isLeftBy(StackTraceElement[] live) {
		if (this.stack.length == 0 || !isSame(this.stack[this.stack.length - 1], live[live.length - 1])) {
			return false;
		}
		List<StackTraceElement> then = outermostFirst(this.stack);
		List<StackTraceElement> now = outermostFirst(live);
		int common = 0;
		while (common < Math.min(then.size(), now.size()) && isSame(then.get(common), now.get(common))) {
			common++;
		}
		boolean there = containsOwn(then, 0, common)
				|| then.subList(0, common).stream().anyMatch(KnownFrames::isTransaction);
		boolean left = containsOwn(then, common, then.size());
		return left && !there && now.stream().noneMatch(BorrowStack::isRendering);
	}

	/**
	 * Tell whether the thread has come back to where it borrowed, to borrow again: then
	 * it has left that code before. A second connection that is wanted while the first
	 * one is in use is borrowed from another place.
	 * @param live the stack of a thread that borrows, or has borrowed, later
	 * @return whether both borrow at the same place, down to the line
	 */
	boolean isRepeatedBy(StackTraceElement[] live) {
		List<StackTraceElement> then = callers(this.stack);
		return !then.isEmpty() && then.equals(callers(live));
	}

	/**
	 * Return who has called the pool.
	 */
	private static List<StackTraceElement> callers(StackTraceElement[] stack) {
		List<StackTraceElement> frames = outermostFirst(stack);
		int borrow = frames.size() - 1;
		while (borrow >= 0 && !KnownFrames.isPool(frames.get(borrow))) {
			borrow--;
		}
		while (borrow > 0 && KnownFrames.isPool(frames.get(borrow - 1))) {
			borrow--;
		}
		return frames.subList(0, Math.max(0, borrow));
	}

	/**
	 * Look for frames of the application. Its servlet filters are on the stack of each
	 * request, so a filter that has passed the request on proves nothing.
	 */
	private boolean containsOwn(List<StackTraceElement> frames, int from, int to) {
		int lastFilter = frames.size() - 1;
		while (lastFilter >= 0 && !isFiltering(frames.get(lastFilter))) {
			lastFilter--;
		}
		for (int i = from; i < to; i++) {
			if (this.own.test(frames.get(i)) && (i >= lastFilter || !isFiltering(frames.get(i)))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Leave out the frames that a live stack has and a captured one has not (those of
	 * lambdas), and those of the JDK, which differ between kinds of threads.
	 */
	private static List<StackTraceElement> outermostFirst(StackTraceElement[] stack) {
		List<StackTraceElement> frames = new ArrayList<>();
		for (StackTraceElement frame : stack) {
			if (!KnownFrames.isJdk(frame) && frame.getClassName().indexOf('/') < 0) {
				frames.add(frame);
			}
		}
		Collections.reverse(frames);
		return frames;
	}

	private static boolean isSame(StackTraceElement first, StackTraceElement second) {
		return first.getClassName().equals(second.getClassName())
				&& first.getMethodName().equals(second.getMethodName());
	}

	private static boolean isFiltering(StackTraceElement frame) {
		return FILTERING.contains(frame.getMethodName());
	}

	private static boolean isRendering(StackTraceElement frame) {
		return frame.getClassName().startsWith("org.springframework.web.") && RENDERING.contains(frame.getMethodName());
	}

}
