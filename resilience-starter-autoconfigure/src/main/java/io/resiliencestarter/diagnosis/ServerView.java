package io.resiliencestarter.diagnosis;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the server says of itself and of this application's sessions. Immutable.
 *
 * @param reachable whether it answered at all
 * @param busy how many of our sessions execute a statement
 * @param locked how many of them wait for a lock
 * @param blockers who blocks them, a phrase for each
 * @param free how many more connections it would let us open, {@code null} if it does not
 * tell
 * @param note what could not be found out and why, {@code null} if nothing
 */
public record ServerView(boolean reachable, int busy, int locked, List<String> blockers, @Nullable Integer free,
		@Nullable String note) {

	public ServerView {
		blockers = List.copyOf(blockers);
	}

}
