package io.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import feign.Feign;
import feign.FeignException;
import feign.RequestLine;
import feign.Response;
import feign.Retryer;
import feign.Target.EmptyTarget;
import feign.Target.HardCodedTarget;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.protocol.HttpContext;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.io.InputStreamSource;

/**
 * Clients that Spring Boot does not build, each guarded in one line.
 */
final class RawClients {

	private RawClients() {
	}

	static TestClient jdk(BeanFactory beans) {
		return new Jdk(beans.getBean(ServiceGuards.class)) {

			@Override
			<T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
					throws IOException, InterruptedException {
				return client.send(request, handler);
			}

		};
	}

	static TestClient jdkAsynchronous(BeanFactory beans) {
		return new Jdk(beans.getBean(ServiceGuards.class)) {

			@Override
			<T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
					throws InterruptedException, ExecutionException {
				CompletableFuture<HttpResponse<T>> response = client.sendAsync(request, handler);
				try {
					return response.get();
				}
				catch (InterruptedException ex) {
					response.cancel(true);
					throw ex;
				}
			}

		};
	}

	static TestClient httpComponents(BeanFactory beans) {
		return new HttpComponents(beans.getBean(HttpComponentsServiceGuards.class)
			.guard(HttpClients.custom().disableAutomaticRetries())
			.build());
	}

	static TestClient feign(BeanFactory beans) {
		Feign feign = Feign.builder()
			.addCapability(beans.getBean(FeignServiceGuards.class))
			.retryer(Retryer.NEVER_RETRY)
			.build();
		return new FeignClient(feign, feign.newInstance(EmptyTarget.create(Api.class)));
	}

	private static InputStream stream(Object body) throws IOException {
		return (body instanceof InputStreamSource source) ? source.getInputStream() : new Unreadable();
	}

	private static void perform(Call call) {
		try {
			call.run();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Failure(ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new Failure(ex);
		}
		catch (IOException | FeignException ex) {
			throw new Failure(ex);
		}
	}

	private static void check(int status) throws IOException {
		if (status >= 400) {
			throw new IOException("Status " + status);
		}
	}

	/**
	 * {@link HttpClient}.
	 */
	private abstract static class Jdk implements TestClient {

		private final ServiceGuards guards;

		private final HttpClient client;

		Jdk(ServiceGuards guards) {
			this.guards = guards;
			this.client = guards.guard(HttpClient.newHttpClient());
		}

		abstract <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
				throws IOException, InterruptedException, ExecutionException;

		private <T> T exchange(String method, String url, BodyPublisher body, BodyHandler<T> handler)
				throws IOException, InterruptedException, ExecutionException {
			return exchange(this.client, HttpRequest.newBuilder(URI.create(url)).method(method, body).build(), handler);
		}

		private <T> T exchange(HttpClient client, HttpRequest request, BodyHandler<T> handler)
				throws IOException, InterruptedException, ExecutionException {
			HttpResponse<T> response = send(client, request, handler);
			check(response.statusCode());
			return response.body();
		}

		@Override
		public void getFrom(String service, String url) {
			HttpClient ofService = this.guards.guard(HttpClient.newHttpClient(), service);
			perform(() -> exchange(ofService, HttpRequest.newBuilder(URI.create(url)).build(),
					BodyHandlers.ofString()));
		}

		@Override
		public void get(String url) {
			perform(() -> exchange("GET", url, BodyPublishers.noBody(), BodyHandlers.ofString()));
		}

		@Override
		public void head(String url) {
			perform(() -> exchange("HEAD", url, BodyPublishers.noBody(), BodyHandlers.ofString()));
		}

		@Override
		public void getWithoutBody(String url) {
			perform(() -> exchange("GET", url, BodyPublishers.noBody(), BodyHandlers.discarding()));
		}

		@Override
		public void getFirstByte(String url) {
			perform(() -> {
				try (InputStream body = exchange("GET", url, BodyPublishers.noBody(), BodyHandlers.ofInputStream())) {
					return body.read();
				}
			});
		}

		@Override
		public void post(String url, Object body) {
			perform(() -> {
				InputStream stream = stream(body);
				return exchange("POST", url, BodyPublishers.ofInputStream(() -> stream), BodyHandlers.discarding());
			});
		}

	}

	/**
	 * Apache HttpClient.
	 *
	 * @param client the client
	 */
	private record HttpComponents(CloseableHttpClient client) implements TestClient {

		@Override
		public void get(String url) {
			get(url, HttpClientContext.create());
		}

		@Override
		public void getFrom(String service, String url) {
			HttpClientContext context = HttpClientContext.create();
			context.setAttribute(ServiceAttribute.NAME, service);
			get(url, context);
		}

		private void get(String url, HttpContext context) {
			perform(() -> this.client.execute(new HttpGet(url), context, (response) -> {
				check(response.getCode());
				return EntityUtils.toString(response.getEntity());
			}));
		}

		@Override
		public void head(String url) {
			perform(() -> open(new HttpHead(url)));
		}

		@Override
		public void getWithoutBody(String url) {
			perform(() -> open(new HttpGet(url)));
		}

		private int open(ClassicHttpRequest request) throws IOException {
			try (ClassicHttpResponse response = this.client.executeOpen(null, request, null)) {
				return response.getCode();
			}
		}

		@Override
		public void getFirstByte(String url) {
			perform(() -> this.client.execute(new HttpGet(url),
					(response) -> response.getEntity().getContent().read()));
		}

		@Override
		public void post(String url, Object body) {
			perform(() -> {
				HttpPost request = new HttpPost(url);
				request.setEntity(new InputStreamEntity(stream(body), -1, null));
				return open(request);
			});
		}

	}

	/**
	 * OpenFeign.
	 *
	 * @param feign makes clients
	 * @param client one for any URL
	 */
	private record FeignClient(Feign feign, Api client) implements TestClient {

		@Override
		public void get(String url) {
			perform(() -> this.client.get(URI.create(url)));
		}

		@Override
		public void getFrom(String service, String url) {
			Api ofService = this.feign.newInstance(new HardCodedTarget<>(Api.class, service, url));
			perform(() -> ofService.get(URI.create(url)));
		}

		@Override
		public void head(String url) {
			perform(() -> {
				this.client.head(URI.create(url));
				return 0;
			});
		}

		@Override
		public void getWithoutBody(String url) {
			perform(() -> {
				try (Response response = open(url)) {
					return response.status();
				}
			});
		}

		@Override
		public void getFirstByte(String url) {
			perform(() -> {
				try (Response response = open(url)) {
					return response.body().asInputStream().read();
				}
			});
		}

		private Response open(String url) {
			return this.client.open(URI.create(url));
		}

		@Override
		public void post(String url, Object body) {
			throw new UnsupportedOperationException("Feign sends bytes");
		}

	}

	/**
	 * A service as Feign sees it.
	 */
	interface Api {

		@RequestLine("GET")
		String get(URI url);

		@RequestLine("HEAD")
		void head(URI url);

		@RequestLine("GET")
		Response open(URI url);

	}

	/**
	 * Something that may fail.
	 */
	@FunctionalInterface
	private interface Call {

		Object run() throws IOException, InterruptedException, ExecutionException;

	}

	/**
	 * A body that cannot be sent.
	 */
	private static final class Unreadable extends InputStream {

		@Override
		public int read() {
			throw new IllegalStateException("Unreadable");
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			return read();
		}

	}

	/**
	 * A call failed, other than by being rejected.
	 */
	static final class Failure extends RuntimeException {

		Failure(Throwable cause) {
			super(cause);
		}

	}

}
