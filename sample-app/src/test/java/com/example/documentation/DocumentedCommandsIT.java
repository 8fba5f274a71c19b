package com.example.documentation;

import java.net.http.HttpResponse;
import java.util.List;

import com.example.orders.OrdersApplication;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each request of these pages, sent to the sample in the order in which they are read.
 */
@SpringBootTest(classes = OrdersApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		useMainMethod = UseMainMethod.ALWAYS, properties = "orders.traffic.enabled=false")
class DocumentedCommandsIT {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "docs/getting-started.md" })
	void requestsOfPageAreAnswered(String page) throws Exception {
		List<String> commands = Document.read(page).commands("curl");
		assertThat(commands).isNotEmpty();
		for (String command : commands) {
			HttpResponse<String> response = new CurlCommand(command).run(this.port);
			assertThat(response.statusCode()).as(command).isBetween(200, 299);
		}
	}

}
