package com.example.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

import jakarta.persistence.EntityManager;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Products and their prices, which another server knows.
 */
@Service
class ProductService {

	private final EntityManager entities;

	ProductService(EntityManager entities) {
		this.entities = entities;
	}

	@Transactional
	public String name(long id) {
		Product product = this.entities.find(Product.class, id);
		return (product != null) ? product.getName() : "unknown";
	}

	@Transactional
	public String nameWithPrice(long id, int port) {
		return name(id) + price(port);
	}

	static int price(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.getInputStream().read();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
