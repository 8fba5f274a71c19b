package com.example.orders;

import java.time.Duration;
import java.util.Locale;

import io.resiliencestarter.support.VerdictDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What the starter has said of a mishap.
 *
 * @param cause the cause that it should name
 * @param verdict its verdict
 * @param foundAfter how long it took to find it
 * @param undoneAfter how long it took after the end of the mishap until the pool was
 * healthy
 */
record Finding(String cause, @Nullable VerdictDescriptor verdict, Duration foundAfter, Duration undoneAfter) {

	boolean isRight() {
		return this.verdict != null && this.verdict.cause().equals(this.cause);
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%s was %s after %.1f s, healthy %.1f s after it was undone. %s", this.cause,
				isRight() ? "found" : "not found", seconds(this.foundAfter), seconds(this.undoneAfter),
				(this.verdict != null) ? this.verdict.summary() : "");
	}

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1000.0;
	}

}
