package io.resiliencestarter.endurance;

import java.net.URI;

import com.example.shop.ShopApplication;
import io.resiliencestarter.http.FaultyServer.Answer;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

/**
 * An application whose HTTP client asks one service in memory, so that many calls can be
 * made in a short time.
 */
@Configuration(proxyBeanMethods = false)
@Import(ShopApplication.class)
class EnduranceApplication {

	static final String IN_MEMORY = "memory";

	/**
	 * Before the guards, which are put around it.
	 */
	@Bean
	@Order(0)
	ClientHttpRequestFactoryBuilderCustomizer<ClientHttpRequestFactoryBuilder<?>> answersInMemory() {
		return (builder) -> (settings) -> answerInMemory(builder.build(settings));
	}

	private static ClientHttpRequestFactory answerInMemory(ClientHttpRequestFactory others) {
		return (uri, method) -> IN_MEMORY.equals(uri.getHost()) ? answered(uri, method)
				: others.createRequest(uri, method);
	}

	private static ClientHttpRequest answered(URI uri, HttpMethod method) {
		boolean failing = Answer.ERROR.name().equals(uri.getQuery());
		MockClientHttpRequest request = new MockClientHttpRequest(method, uri);
		request.setResponse(
				new MockClientHttpResponse(new byte[0], failing ? HttpStatus.INTERNAL_SERVER_ERROR : HttpStatus.OK));
		return request;
	}

}
