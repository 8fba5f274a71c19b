package com.example.catalog;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A web application with JPA, as Spring Boot sets it up: with Open Session in View.
 */
@SpringBootApplication
public class CatalogApplication {

}
