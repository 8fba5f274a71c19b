package io.resiliencestarter.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import com.sun.management.OperatingSystemMXBean;
import io.resiliencestarter.benchmarks.KeptAliveConnection.Response;

/**
 * Variants that take turns, and how long their requests take.
 */
final class RequestRound implements AutoCloseable {

	private final List<Client> clients = new ArrayList<>();

	/**
	 * Add a variant.
	 * @param variant the variant
	 * @param connection where its requests are sent; closed with the round
	 */
	void add(RequestVariant variant, KeptAliveConnection connection) {
		this.clients.add(new Client(variant, connection));
	}

	/**
	 * Let each variant send requests for a while, one after the other.
	 * @param nanos how long each does, at least one request
	 * @throws IOException if one is not answered
	 */
	void turn(long nanos) throws IOException {
		for (Client client : this.clients) {
			client.send(nanos);
		}
	}

	/**
	 * Return what was measured. Ends the round.
	 * @return the latency of each variant
	 */
	Map<RequestVariant, Latency> latencies() {
		Map<RequestVariant, Latency> latencies = new EnumMap<>(RequestVariant.class);
		this.clients.forEach((client) -> latencies.put(client.variant, client.latency()));
		return latencies;
	}

	@Override
	public void close() throws IOException {
		for (Client client : this.clients) {
			client.connection.close();
		}
	}

	/**
	 * Who sends the requests of a variant.
	 */
	private static final class Client {

		private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

		private final RequestVariant variant;

		private final KeptAliveConnection connection;

		private final LongStream.Builder times = LongStream.builder();

		private long cpuNanos;

		Client(RequestVariant variant, KeptAliveConnection connection) {
			this.variant = variant;
			this.connection = connection;
		}

		void send(long nanos) throws IOException {
			long cpuStart = this.system.getProcessCpuTime();
			long end = System.nanoTime() + nanos;
			while (System.nanoTime() < end) {
				this.connection.open();
				long start = System.nanoTime();
				Response response = this.connection.get(this.variant.path());
				this.times.add(System.nanoTime() - start);
				if (response.status() != this.variant.status()) {
					throw new IllegalStateException(this.variant + " was answered with " + response);
				}
			}
			this.cpuNanos += this.system.getProcessCpuTime() - cpuStart;
		}

		Latency latency() {
			return Latency.of(this.times.build(), this.cpuNanos);
		}

	}

}
