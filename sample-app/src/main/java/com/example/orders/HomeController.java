package com.example.orders;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says what can be tried.
 */
@RestController
class HomeController {

	@GetMapping(path = "/", produces = MediaType.TEXT_PLAIN_VALUE)
	String home() {
		return """
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
	}

}
