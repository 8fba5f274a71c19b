package io.resiliencestarter.redis;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.resiliencestarter.breaker.ConnectionFailures;
import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.diagnosis.Creation.Refusal;
import io.resiliencestarter.support.ErrorText;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.QueryTimeoutException;

/**
 * What errors say about the server.
 */
final class RedisErrors {

	/** The server answers, but can work for nobody. */
	private static final Set<String> UNABLE = Set.of("LOADING", "MASTERDOWN", "CLUSTERDOWN", "NOAUTH", "WRONGPASS");

	/** It could not do this, but may do something else. */
	private static final Set<String> UNDECIDED = Set.of("READONLY", "OOM", "BUSY", "MISCONF", "NOREPLICAS");

	private static final String[] LIMIT_TEXTS = { "max number of clients", "max concurrent connections",
			"clients + cluster connections" };

	private static final String[] CREDENTIALS_TEXTS = { "noauth", "wrongpass", "invalid username-password",
			"invalid password", "noperm", "without any password" };

	private static final int MAX_DEPTH = 20;

	private RedisErrors() {
	}

	/**
	 * Judge what a command threw.
	 * @param thrown the exception
	 * @return what it says about the server
	 */
	static Judgement judge(Throwable thrown) {
		if (thrown instanceof RedisCommandExecutionException) {
			return judgeReply(thrown.getMessage());
		}
		if (thrown instanceof RedisCommandInterruptedException || Thread.currentThread().isInterrupted()) {
			return Judgement.UNDECIDED;
		}
		boolean broken = thrown instanceof RedisException || thrown instanceof IOException
				|| thrown instanceof TimeoutException;
		return broken ? Judgement.FAILURE : Judgement.UNDECIDED;
	}

	/**
	 * Judge an error that the server replied with. That it replied is what counts, unless
	 * it says that it cannot serve.
	 * @param reply the error
	 * @return what it says about the server
	 */
	static Judgement judgeReply(@Nullable String reply) {
		String code = (reply != null) ? reply.strip().split(" ", 2)[0] : "";
		if (UNABLE.contains(code)) {
			return Judgement.FAILURE;
		}
		return UNDECIDED.contains(code) ? Judgement.UNDECIDED : Judgement.SUCCESS;
	}

	/**
	 * Tell whether a connection could not be opened because of the server, not of who
	 * wanted it.
	 * @param thrown what was thrown
	 * @return whether the server is to blame
	 */
	static boolean isServerToBlame(Throwable thrown) {
		return !(thrown instanceof RedisBreakerOpenException) && !ConnectionFailures.interrupted(thrown);
	}

	/**
	 * Tell whether a command that ended with an exception can still be answered, or take
	 * effect.
	 * @param thrown the exception
	 * @return whether its connection is of no use any more
	 */
	static boolean leavesAnswerOpen(Throwable thrown) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(thrown);
		return (root instanceof RedisException && !(root instanceof RedisCommandExecutionException))
				|| root instanceof TimeoutException || root instanceof QueryTimeoutException
				|| root instanceof InterruptedException || root instanceof IOException;
	}

	/**
	 * Tell why a connection could not be opened.
	 * @param thrown what was thrown
	 * @param at when
	 * @return why
	 */
	static Refusal refusal(Throwable thrown, Instant at) {
		Throwable root = thrown;
		for (int depth = 0; depth < MAX_DEPTH; depth++) {
			String text = String.valueOf(root.getMessage()).toLowerCase(Locale.ROOT);
			if (containsAny(text, LIMIT_TEXTS)) {
				return new Refusal(Cause.SERVER_LIMIT, ErrorText.orType(root), null, at);
			}
			if (containsAny(text, CREDENTIALS_TEXTS)) {
				return new Refusal(Cause.AUTHENTICATION, ErrorText.orType(root), null, at);
			}
			Throwable next = root.getCause();
			if (next == null) {
				break;
			}
			root = next;
		}
		return new Refusal(Cause.DATABASE_DOWN, ErrorText.orType(root), null, at);
	}

	private static boolean containsAny(String text, String[] parts) {
		for (String part : parts) {
			if (text.contains(part)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * What an error says about the server.
	 */
	enum Judgement {

		/** It serves. */
		SUCCESS,

		/** It does not serve. */
		FAILURE,

		/** Nothing. */
		UNDECIDED

	}

}
