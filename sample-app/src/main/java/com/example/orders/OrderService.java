package com.example.orders;

import java.util.List;

import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes orders, has the diagrams drawn and delivers them. One order is read through the
 * cache. No transaction is open while another service is called, but for the mistake that
 * can be tried.
 */
@Service
class OrderService {

	private static final String CACHE = "orders";

	private static final int LATEST = 20;

	private final OrderRepository orders;

	private final DownstreamClient downstream;

	OrderService(OrderRepository orders, DownstreamClient downstream) {
		this.orders = orders;
		this.downstream = downstream;
	}

	Order place(String customer, String diagram) {
		this.downstream.call("auth-service", "check", customer);
		return this.orders.insert(customer, diagram);
	}

	@Cacheable(CACHE)
	public Order get(long id) {
		return this.orders.find(id).orElseThrow(() -> new OrderNotFoundException(id));
	}

	List<Order> latest() {
		return this.orders.findLatest(LATEST);
	}

	@CachePut(cacheNames = CACHE, key = "#id")
	public Order draw(long id) {
		Order order = this.orders.find(id).orElseThrow(() -> new OrderNotFoundException(id));
		this.downstream.call("ai-service", "layout", order.diagram());
		this.downstream.call("diagram-service", "draw", order.diagram());
		return updateStatus(id, OrderStatus.DRAWN);
	}

	/**
	 * A common mistake: the connection that the first statement took is held until the
	 * transaction ends, so also while another service takes its time.
	 * @param id the order
	 * @return the order as it is then
	 */
	@Transactional
	public Order drawInTransaction(long id) {
		Order order = updateStatus(id, OrderStatus.DRAWN);
		this.downstream.call("ai-service", "layout", order.diagram());
		return order;
	}

	@CachePut(cacheNames = CACHE, key = "#id")
	public Order deliver(long id) {
		Order order = this.orders.find(id).orElseThrow(() -> new OrderNotFoundException(id));
		this.downstream.call("git-service", "commit", order.diagram());
		this.downstream.call("export-service", "pdf", order.diagram());
		this.downstream.call("collaboration-service", "share", order.customer());
		this.downstream.call("integration-hub", "publish", "order " + id);
		return updateStatus(id, OrderStatus.DELIVERED);
	}

	private Order updateStatus(long id, OrderStatus status) {
		return this.orders.updateStatus(id, status).orElseThrow(() -> new OrderNotFoundException(id));
	}

}
