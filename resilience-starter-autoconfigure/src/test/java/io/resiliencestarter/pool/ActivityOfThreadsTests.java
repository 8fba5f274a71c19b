package io.resiliencestarter.pool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests for {@link Activity} with threads that really do it. The tests themselves are the
 * application.
 */
class ActivityOfThreadsTests {

	private static final ApplicationFrames FRAMES = new ApplicationFrames(List.of("io.resiliencestarter.pool"));

	private final CountDownLatch end = new CountDownLatch(1);

	private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

	private final AtomicReference<StackTraceElement @Nullable []> borrowedAt = new AtomicReference<>();

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	@AfterEach
	void endAll() {
		this.end.countDown();
		this.executor.shutdownNow();
	}

	@Test
	void sleepingIsAnExternalCall() {
		run(() -> {
			borrow();
			Thread.sleep(Duration.ofMinutes(1).toMillis());
			return null;
		});
		awaitActivity(Activity.EXTERNAL_CALL);
	}

	@Test
	void parkingIsAnExternalCall() {
		run(() -> {
			borrow();
			while (this.end.getCount() > 0) {
				LockSupport.park();
			}
			return null;
		});
		awaitActivity(Activity.EXTERNAL_CALL);
	}

	@Test
	void waitingForAMonitorIsAnExternalCall() {
		synchronized (this.end) {
			run(() -> {
				borrow();
				synchronized (this.end) {
					return null;
				}
			});
			awaitActivity(Activity.EXTERNAL_CALL);
		}
		awaitActivity(Activity.GONE);
	}

	@Test
	void readingFromASocketIsAnExternalCall() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
			run(() -> {
				borrow();
				return socket.getInputStream().read();
			});
			awaitActivity(Activity.EXTERNAL_CALL);
		}
		awaitActivity(Activity.GONE);
	}

	@Test
	void runningIsComputing() {
		run(() -> {
			borrow();
			double sum = 0;
			while (this.end.getCount() > 0) {
				sum = Math.sin(sum + 1);
			}
			return sum;
		});
		awaitActivity(Activity.COMPUTING);
	}

	@Test
	void borrowingASecondConnectionIsWaitingForIt() throws Exception {
		try (HikariDataSource dataSource = new HikariDataSource()) {
			dataSource.setJdbcUrl("jdbc:h2:mem:activity");
			dataSource.setMaximumPoolSize(1);
			run(() -> {
				try (Connection first = dataSource.getConnection()) {
					borrow();
					return dataSource.getConnection().isClosed() || first.isClosed();
				}
			});
			awaitActivity(Activity.WAITING_FOR_CONNECTION);
			endAll();
			Awaitility.await().until(this.executor::isTerminated);
		}
	}

	@Test
	void workerWhoseTaskIsOverIsGone() {
		run(() -> {
			borrow();
			return null;
		});
		awaitActivity(Activity.GONE);
		this.borrowedAt.set(null);
		awaitActivity(Activity.GONE);
	}

	@Test
	void threadThatHasEndedIsGone() {
		run(() -> {
			borrow();
			return null;
		});
		this.executor.shutdown();
		Awaitility.await().until(() -> thread().getState() == Thread.State.TERMINATED);
		awaitActivity(Activity.GONE);
	}

	@Test
	void workerInItsNextTaskIsGone() {
		run(() -> {
			borrow();
			return null;
		});
		run(this::awaitEnd);
		thread();
		StackTraceElement[] stack = this.borrowedAt.getAndSet(null);
		awaitActivity(Activity.EXTERNAL_CALL);
		this.borrowedAt.set(stack);
		awaitActivity(Activity.GONE);
	}

	@Test
	void lambdasInBetweenDoNotMakeItGone() {
		Callable<?> task = () -> {
			borrow();
			return awaitEnd();
		};
		Callable<?> decorated = () -> task.call();
		run(decorated);
		awaitActivity(Activity.EXTERNAL_CALL);
	}

	private void run(Callable<?> task) {
		Future<?> unused = this.executor.submit(task);
	}

	private void borrow() {
		this.borrowedAt.set(new Throwable().getStackTrace());
		this.thread.set(Thread.currentThread());
	}

	private @Nullable Object awaitEnd() throws InterruptedException {
		this.end.await();
		return null;
	}

	private Thread thread() {
		return Awaitility.await().until(this.thread::get, (thread) -> thread != null);
	}

	private void awaitActivity(Activity activity) {
		Thread holder = thread();
		Awaitility.await()
			.until(() -> Activity.of(holder.getState(), holder.getStackTrace(), this.borrowedAt.get(), PoolKind.DB,
					FRAMES), activity::equals);
	}

}
