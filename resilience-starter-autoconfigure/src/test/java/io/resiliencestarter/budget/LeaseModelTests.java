package io.resiliencestarter.budget;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.resiliencestarter.budget.Leaseholder.Demand;
import io.resiliencestarter.budget.Leaseholder.Identity;
import io.resiliencestarter.budget.Leaseholder.Sight;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A model of instances that share a budget, with all that can go wrong between them and
 * the store. Every interleaving for a few instances up to a bound, and long random ones
 * for many. An instance opens as many connections as it may at any moment and gives none
 * back before it must, but for one that says so: whatever real pools do is less.
 */
class LeaseModelTests {

	private static final long BEAT = 1000;

	private static final LeaseTerms TERMS = new LeaseTerms(Duration.ofMillis(BEAT), Duration.ofMillis(8 * BEAT), 3);

	private static final int STATES = Integer.getInteger("model.states", 60_000);

	private static final int STEPS = Integer.getInteger("model.steps", 200_000);

	@Test
	void threeInstancesNeverHaveMoreThanThereIsHoweverEventsInterleave() {
		Set<String> seen = new HashSet<>();
		Deque<List<Integer>> open = new ArrayDeque<>();
		open.add(List.of());
		int deepest = 0;
		while (!open.isEmpty() && seen.size() < STATES) {
			List<Integer> path = open.removeFirst();
			deepest = path.size();
			for (int event = 0; event < World.events(3); event++) {
				World world = new World(3, 6, TERMS);
				List<Integer> longer = new ArrayList<>(path);
				longer.add(event);
				longer.forEach(world::play);
				assertThat(world.connections()).as("connections after %s", world.story).isLessThanOrEqualTo(6);
				if (seen.add(world.state())) {
					open.addLast(longer);
				}
			}
		}
		assertThat(deepest).as("events in a row").isGreaterThanOrEqualTo(4);
	}

	@Test
	void manyInstancesNeverHaveMoreThanThereIs() {
		long seed = Long.getLong("model.seed", 20261127);
		Random random = new Random(seed);
		for (int run = 0; run < 20; run++) {
			int instances = 2 + random.nextInt(12);
			int total = instances + random.nextInt(60);
			World world = new World(instances, total,
					new LeaseTerms(Duration.ofMillis(BEAT), Duration.ofMillis(8 * BEAT), instances));
			for (int step = 0; step < STEPS / 20; step++) {
				world.play(random.nextInt(World.events(instances)));
				if (random.nextInt(4) == 0) {
					world.quietBeats(1 + random.nextInt(10));
				}
				assertThat(world.connections()).as("model.seed=%d, run %d, step %d", seed, run, step)
					.isLessThanOrEqualTo(total);
			}
		}
	}

	@Test
	void allGetTheirFairPartWithinTwoHeartbeatsOnceNothingGoesWrongAnyMore() {
		Random random = new Random(20261128);
		for (int run = 0; run < 100; run++) {
			int instances = 1 + random.nextInt(8);
			int total = 2 * instances + random.nextInt(30);
			World world = new World(instances, total,
					new LeaseTerms(Duration.ofMillis(BEAT), Duration.ofMillis(8 * BEAT), instances));
			for (int step = 0; step < 200; step++) {
				world.play(random.nextInt(World.events(instances)));
			}
			world.calm();
			world.wantAll();
			int before = world.connections();
			world.quietBeats(3);
			int level = (total - 1) / instances;
			assertThat(world.instances).as("run %d, from %d of %d for %d", run, before, total, instances)
				.allSatisfy((instance) -> assertThat(instance.connections).isGreaterThanOrEqualTo(level));
			assertThat(world.connections()).isGreaterThanOrEqualTo(total - 1 - instances);
		}
	}

	/**
	 * Instances, the store, and what is on the way between them.
	 */
	private static final class World {

		private static final int EVENTS_OF_ONE = 8;

		private static final int COMMON_EVENTS = 6;

		private final LeaseLedger ledger = new LeaseLedger();

		private LeaseLedger saved = new LeaseLedger();

		private final List<Instance> instances = new ArrayList<>();

		private final List<String> story = new ArrayList<>();

		private final LeaseTerms terms;

		private final int total;

		/** Much later than any clock starts: Redis knows nothing of ours. */
		private long now = 1_000_000;

		World(int instances, int total, LeaseTerms terms) {
			this.terms = terms;
			this.total = total;
			IntStream.range(0, instances).forEach((i) -> this.instances.add(new Instance("i" + i)));
		}

		static int events(int instances) {
			return EVENTS_OF_ONE * instances + COMMON_EVENTS;
		}

		void play(int event) {
			int common = event - EVENTS_OF_ONE * this.instances.size();
			if (common < 0) {
				this.instances.get(event / EVENTS_OF_ONE).play(event % EVENTS_OF_ONE);
			}
			else {
				switch (common) {
					case 0 -> pass(BEAT);
					case 1 -> pass(3 * BEAT);
					case 2 -> pass(8 * BEAT);
					case 3 -> lose(new LeaseLedger());
					case 4 -> this.saved = this.ledger.copy();
					default -> {
						if (this.saved.age(this.now) > 2 * BEAT) {
							lose(this.saved);
						}
					}
				}
			}
			this.instances.forEach(Instance::use);
		}

		/**
		 * The store starts anew without its data, or with older data; its connections
		 * break.
		 */
		private void lose(LeaseLedger older) {
			this.story.add("lose");
			this.ledger.restore(older);
			this.instances.forEach((instance) -> {
				instance.onTheWay = null;
			});
		}

		private void pass(long millis) {
			this.story.add("+" + millis);
			for (long i = 0; i < millis; i += BEAT / 2) {
				this.now += BEAT / 2;
				this.instances.forEach(Instance::use);
			}
		}

		private long nanos() {
			return this.now * 1_000_000;
		}

		int connections() {
			return this.instances.stream().mapToInt((instance) -> instance.connections).sum();
		}

		private int others(Instance instance) {
			return connections() - instance.connections;
		}

		void calm() {
			this.instances.forEach((instance) -> {
				instance.paused = false;
				instance.onTheWay = null;
			});
			this.instances.forEach(Instance::use);
			quietBeats(40);
		}

		void wantAll() {
			this.instances.forEach((instance) -> instance.wants = this.total);
		}

		void quietBeats(int count) {
			for (int i = 0; i < count; i++) {
				for (Instance instance : this.instances) {
					instance.comeDown();
					instance.exchange(true);
					instance.use();
				}
				pass(BEAT);
			}
		}

		String state() {
			StringBuilder state = new StringBuilder(this.ledger.state(this.now)).append('~')
				.append(this.saved.state(this.now));
			this.instances.forEach((instance) -> state.append('|').append(instance.state()));
			return state.toString();
		}

		/**
		 * An instance, and the server's sessions of it.
		 */
		private final class Instance {

			private final String name;

			private String member;

			private int runs;

			private Leaseholder holder;

			private int connections;

			private int wants = 1;

			private boolean paused;

			private List<LapsedMember> lapsed = List.of();

			private @Nullable LeaseGrant onTheWay;

			private long sent;

			private boolean joined;

			private long toLook;

			Instance(String name) {
				this.name = name;
				this.member = name;
				this.holder = start();
			}

			private Leaseholder start() {
				Leaseholder made = new Leaseholder(World.this.terms, nanos());
				made.total(World.this.total);
				return made;
			}

			void play(int event) {
				World.this.story.add(this.name + " " + event);
				switch (event) {
					case 0 -> exchange(true);
					case 1 -> exchange(false);
					case 2 -> delay();
					case 3 -> {
						if (this.joined) {
							this.holder.failed();
						}
					}
					case 4 -> this.wants = (this.wants == 1) ? World.this.total : 1;
					case 5 -> comeDown();
					case 6 -> this.paused = !this.paused;
					default -> die();
				}
			}

			/**
			 * Callers give connections back, and all are closed but those that are
			 * allowed.
			 */
			void comeDown() {
				if (!this.paused) {
					this.connections = Math.min(this.connections, this.holder.allowed(nanos()));
				}
			}

			/**
			 * A process that dies takes its sessions with it, and another takes its
			 * place.
			 */
			private void die() {
				this.runs++;
				this.member = this.name + "-" + this.runs;
				this.holder = start();
				this.connections = 0;
				this.paused = false;
				this.joined = false;
				this.toLook = 0;
				this.onTheWay = null;
				this.lapsed = List.of();
			}

			/**
			 * Open what may be opened; close what must go.
			 */
			void use() {
				if (this.paused) {
					return;
				}
				int allowed = this.holder.allowed(nanos());
				if (this.holder.isOverdue(nanos())) {
					this.connections = Math.min(this.connections, allowed);
				}
				this.connections = Math.max(this.connections, allowed);
			}

			void exchange(boolean answered) {
				if (this.paused) {
					return;
				}
				LeaseGrant grant = ask();
				this.onTheWay = null;
				if (answered && grant != null) {
					take(grant);
				}
			}

			/**
			 * The answer comes when this is played again.
			 */
			private void delay() {
				if (this.paused) {
					return;
				}
				if (this.onTheWay != null) {
					take(this.onTheWay);
					this.onTheWay = null;
				}
				else {
					this.onTheWay = ask();
				}
			}

			/**
			 * Looks at the server as far as it has reason to, as the real one does.
			 */
			private @Nullable LeaseGrant ask() {
				this.sent = nanos();
				int seen = (this.toLook != 0 || !this.lapsed.isEmpty()) ? others(this) : -1;
				int allowed = this.holder.allowed(nanos());
				List<Sighting> sightings = this.lapsed.stream()
					.map((lapsed) -> new Sighting(lapsed, sessions(lapsed.session())))
					.toList();
				return World.this.ledger.renew(
						this.holder.request(new Identity(this.member, session(this.member)),
								Math.max(this.connections, allowed), new Demand(this.wants, World.this.total),
								new Sight(session(this.member), seen, this.toLook, sightings, sessions()), nanos()),
						World.this.now);
			}

			private String session(String name) {
				return "app/" + name;
			}

			private Map<String, Integer> sessions() {
				return World.this.instances.stream()
					.filter((instance) -> this.toLook != 0 && instance.connections > 0)
					.collect(Collectors.toMap((instance) -> session(instance.member),
							(instance) -> instance.connections));
			}

			private int sessions(String other) {
				return World.this.instances.stream()
					.filter((instance) -> session(instance.member).equals(other))
					.mapToInt((instance) -> instance.connections)
					.sum();
			}

			private void take(LeaseGrant grant) {
				this.lapsed = grant.lapsed();
				this.toLook = grant.look();
				this.holder.granted(grant, this.sent, nanos());
				this.joined |= this.holder.standing(nanos()).leaseMillis() != null;
			}

			String state() {
				long now = nanos();
				return this.connections + "," + this.wants + "," + this.paused + this.joined + (this.toLook != 0) + ","
						+ this.lapsed.size() + ","
						+ ((this.onTheWay != null) ? this.onTheWay.lease() + "@" + (now - this.sent) : "") + ","
						+ this.holder.standing(now) + this.holder.isOverdue(now) + this.holder.isDownWith(0);
			}

		}

	}

}
