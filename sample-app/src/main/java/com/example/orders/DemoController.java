package com.example.orders;

import java.util.stream.Collectors;

import io.resiliencestarter.db.DbPoolEndpoint.DbPoolDescriptor;
import io.resiliencestarter.support.VerdictDescriptor;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.HtmlUtils;

/**
 * A page with a button for each mishap, and what the starter says. Needs no database, so
 * it answers whatever is broken.
 */
@RestController
class DemoController {

	private final Demo demo;

	private final Mishaps mishaps;

	private final DemoPool pool;

	DemoController(Demo demo, Mishaps mishaps, DemoPool pool) {
		this.demo = demo;
		this.mishaps = mishaps;
		this.pool = pool;
	}

	@GetMapping(path = "/demo", produces = MediaType.TEXT_HTML_VALUE)
	String page() {
		return """
				<!DOCTYPE html>
				<html lang="en">
				<head>
				<meta charset="utf-8">
				<meta name="viewport" content="width=device-width">
				<title>Break the pool</title>
				<link rel="stylesheet" href="demo.css">
				<script src="demo.js" defer></script>
				</head>
				<body><main>
				<h1>Break the pool</h1>
				<p>Each button really breaks something, one at a time: with code of this application or on its PostgreSQL. A
				second press undoes it. Meanwhile the pool has four connections only, so that few callers are enough.</p>
				<section id="now" data-live>%s</section>
				<p><a href="actuator/resilience">Console</a> <a href="actuator/db-pool">/actuator/db-pool</a>
				<a href="actuator/db-pool/dataSource/incidents">Incidents</a></p>
				<ul>
				%s</ul>
				</main></body>
				</html>
				"""
			.formatted(now(this.pool.show()),
					this.mishaps.all().stream().map(this::button).collect(Collectors.joining()));
	}

	private static String now(DbPoolDescriptor pool) {
		VerdictDescriptor verdict = pool.verdict();
		String cause = (verdict != null) ? verdict.cause() : "none";
		String summary = (verdict != null) ? verdict.summary() : "";
		return """
				<h2>The starter says: <strong class="%s">%s</strong></h2>
				<p>%s</p>
				<p>The pool is %s: %d of %d connections in use, %d callers wait.</p>""".formatted(pool.status(), cause,
				HtmlUtils.htmlEscape(summary), pool.status(), pool.connections().active(), pool.connections().max(),
				pool.connections().waiting());
	}

	private String button(Mishap mishap) {
		String undo = mishap.equals(this.demo.current()) ? "Undo " : "";
		return """
				<li><form method="post" action="demo/%1$s"><button id="%1$s" data-live>%2$s</button></form> %3$s</li>
				""".formatted(mishap.cause(), undo + mishap.cause(), HtmlUtils.htmlEscape(mishap.what()));
	}

	@PostMapping("/demo/{cause}")
	ResponseEntity<Void> toggle(@PathVariable String cause) throws Exception {
		Mishap mishap = this.mishaps.find(cause)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No mishap '%s'".formatted(cause)));
		this.demo.toggle(mishap);
		return ResponseEntity.status(HttpStatus.SEE_OTHER)
			.location(ServletUriComponentsBuilder.fromCurrentContextPath().path("/demo").build().toUri())
			.build();
	}

}
