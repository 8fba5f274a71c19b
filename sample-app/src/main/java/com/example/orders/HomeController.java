package com.example.orders;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says what can be tried.
 */
@RestController
class HomeController {

	private static final String TEXT = """
			Orders
			  POST /orders                    {"customer": "ada", "diagram": "engine"}
			  GET  /orders, /orders/{id}      the latest; one, through the cache
			  POST /orders/{id}/draw          calls ai-service and diagram-service
			  POST /orders/{id}/deliver       calls git, export, collaboration and integration

			The seven services that orders calls
			  GET  /downstream                where they listen and how they are
			  POST /downstream/{name}/{mode}  healthy, slow, hanging, failing or refusing

			Each way to break the pool, with a button, and what the starter says
			  GET  /demo                      in a browser

			A mistake to watch: orders are drawn inside of transactions
			  POST /rush?customers=40         while ai-service hangs, the pool runs dry

			What the starter shows
			  GET  /actuator/resilience       to a browser: a page with all of it
			  GET  /actuator/db-pool, /actuator/db-pool/dataSource/incidents
			  GET  /actuator/redis-pool
			  GET  /actuator/breakers
			  GET  /actuator/health
			""";

	/**
	 * Plain text, but for browsers, which get links to click on as well.
	 */
	@GetMapping("/")
	ResponseEntity<String> home(@RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept) {
		if (accept.contains(MediaType.TEXT_HTML_VALUE)) {
			return ResponseEntity.ok()
				.contentType(MediaType.TEXT_HTML)
				.body("<!DOCTYPE html><html lang=\"en\"><title>Orders</title><pre>%s</pre>"
					.formatted(TEXT.replaceAll("/(demo|actuator/resilience) ", "<a href=\"$1\">/$1</a> ")));
		}
		return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(TEXT);
	}

}
