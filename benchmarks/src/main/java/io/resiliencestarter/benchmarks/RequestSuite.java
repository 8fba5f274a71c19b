package io.resiliencestarter.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Requests to a real server, all in this JVM: the variants take turns of a fraction of a
 * second, in another order in each round. As many rounds before are not counted.
 */
final class RequestSuite implements Suite {

	private static final int TURNS_A_SECOND = 5;

	@Override
	public String id() {
		return "requests";
	}

	@Override
	public List<RequestVariant> variants() {
		return List.of(RequestVariant.values());
	}

	@Override
	public List<Integer> threads() {
		return List.of(1);
	}

	@Override
	public String run(Arguments arguments) {
		List<RequestVariant> asked = arguments.variants(this).stream().map(RequestVariant.class::cast).toList();
		try (RequestServers servers = new RequestServers()) {
			rounds(servers, asked, arguments);
			return new RequestComparison(asked, rounds(servers, asked, arguments)).toMarkdown();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<Map<RequestVariant, Latency>> rounds(RequestServers servers, List<RequestVariant> asked,
			Arguments arguments) throws IOException {
		List<Map<RequestVariant, Latency>> rounds = new ArrayList<>();
		List<RequestVariant> rotated = new ArrayList<>(asked);
		for (int round = 1; round <= arguments.rounds(); round++) {
			rounds.add(round(servers, rotated, arguments.seconds() * TURNS_A_SECOND));
			System.err.printf("%s, round %d of %d: %s%n", id(), round, arguments.rounds(), rounds.get(round - 1));
			Collections.rotate(rotated, -1);
		}
		return rounds;
	}

	private static Map<RequestVariant, Latency> round(RequestServers servers, List<RequestVariant> asked, int turns)
			throws IOException {
		try (RequestRound round = new RequestRound()) {
			for (RequestVariant variant : asked) {
				round.add(variant, servers.connect(variant));
			}
			for (int turn = 0; turn < turns; turn++) {
				round.turn(TimeUnit.SECONDS.toNanos(1) / TURNS_A_SECOND);
			}
			return round.latencies();
		}
	}

}
