package io.resiliencestarter.endurance;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.resiliencestarter.TestApplication;
import io.resiliencestarter.breaker.Guard;
import io.resiliencestarter.breaker.Guards;
import io.resiliencestarter.http.FaultyServer.Answer;

import org.springframework.web.client.RestClient;

/**
 * Calls through breakers: of each twenty one over HTTP, nine through the same client but
 * answered in memory, and ten of a guard.
 */
final class GuardedCalls {

	private final Dependency http;

	private final Dependency memory;

	private final Dependency guarded;

	private final AtomicLong begun = new AtomicLong();

	GuardedCalls(TestApplication application) {
		this.http = service("shop", 500, (RestClient) application.bean("shopRestClient"));
		this.memory = service("stock", 2000, (RestClient) application.bean("stockRestClient"));
		Guard mail = application.bean(Guards.class).get("mail");
		this.guarded = new Dependency("mail", 2000, (failing) -> mail.run(() -> send(failing)));
	}

	private static Dependency service(String name, int failsEvery, RestClient client) {
		return new Dependency(name, failsEvery,
				(failing) -> client.get()
					.uri((uri) -> uri.query(String.valueOf(failing ? Answer.ERROR : Answer.OK)).build())
					.retrieve()
					.toBodilessEntity());
	}

	private static void send(boolean failing) throws IOException {
		if (failing) {
			throw new IOException("no answer");
		}
	}

	/**
	 * Call so many times, one after the other. What a breaker rejects is not counted.
	 */
	void make(int count) {
		int left = count;
		while (left > 0) {
			left -= next(this.begun.getAndIncrement()).attempt() ? 1 : 0;
		}
	}

	private Dependency next(long number) {
		if (number % 20 == 0) {
			return this.http;
		}
		return (number % 2 == 0) ? this.memory : this.guarded;
	}

	List<Dependency> dependencies() {
		return List.of(this.http, this.memory, this.guarded);
	}

	long made() {
		return dependencies().stream().mapToLong(Dependency::made).sum();
	}

	long rejected() {
		return dependencies().stream().mapToLong(Dependency::rejected).sum();
	}

}
