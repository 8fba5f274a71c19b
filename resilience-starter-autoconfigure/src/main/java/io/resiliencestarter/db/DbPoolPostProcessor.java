package io.resiliencestarter.db;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * Has each HikariCP pool tuned once its own properties and connection details are bound
 * and before it starts, and then puts a tracked data source in its place; also where it
 * is the target of a routing or delegating data source without being a bean. Lists the
 * data sources that are none of HikariCP.
 */
class DbPoolPostProcessor implements DestructionAwareBeanPostProcessor, PriorityOrdered {

	private final ObjectProvider<DbPoolInstaller> installer;

	/** By the bean of which they took the place, or of whose targets. */
	private final Map<Object, List<HikariDataSource>> replacements = new ConcurrentHashMap<>();

	DbPoolPostProcessor(ObjectProvider<DbPoolInstaller> installer) {
		this.installer = installer;
	}

	/**
	 * Spring Boot binds properties at the highest precedence plus one and applies
	 * connection details after that. It wraps data sources at zero.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 10;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof HikariDataSource dataSource) {
			this.installer.getObject().tune(beanName, dataSource);
		}
		return bean;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof HikariDataSource dataSource) {
			return replace(bean, beanName, dataSource);
		}
		if (bean instanceof AbstractRoutingDataSource routing) {
			replaceTargets(routing, beanName);
		}
		else if (bean instanceof DelegatingDataSource delegating) {
			replaceTarget(delegating, beanName);
		}
		else if (bean instanceof DataSource dataSource) {
			this.installer.getObject().list(beanName, dataSource);
		}
		return bean;
	}

	private void replaceTarget(DelegatingDataSource delegating, String beanName) {
		DataSource target = delegating.getTargetDataSource();
		if (target != null) {
			delegating.setTargetDataSource(tuneAndReplace(delegating, beanName + ".target", target));
		}
	}

	private void replaceTargets(AbstractRoutingDataSource routing, String beanName) {
		IdentityHashMap<DataSource, DataSource> replaced = new IdentityHashMap<>();
		Map<Object, Object> targets = new LinkedHashMap<>();
		routing.getResolvedDataSources().forEach((key, target) -> {
			DataSource replacement = tuneAndReplace(routing, beanName + "." + key, target);
			replaced.put(target, replacement);
			targets.put(key, replacement);
		});
		DataSource target = routing.getResolvedDefaultDataSource();
		if (target != null) {
			routing.setDefaultTargetDataSource(
					replaced.computeIfAbsent(target, (other) -> tuneAndReplace(routing, beanName + ".default", other)));
		}
		routing.setTargetDataSources(targets);
		routing.afterPropertiesSet();
	}

	/**
	 * Beans were tuned and replaced before somebody could refer to them.
	 */
	private DataSource tuneAndReplace(Object owner, String name, DataSource target) {
		DbPoolInstaller pools = this.installer.getObject();
		if (target instanceof HikariDataSource dataSource && !pools.isInstalled(dataSource)) {
			pools.tune(name, dataSource);
			return replace(owner, name, dataSource);
		}
		return target;
	}

	@SuppressWarnings("ReferenceEquality") // the same one if it was not replaced
	private HikariDataSource replace(Object owner, String name, HikariDataSource dataSource) {
		HikariDataSource replacement = this.installer.getObject().install(name, dataSource);
		if (replacement != dataSource) {
			this.replacements.computeIfAbsent(owner, (key) -> new CopyOnWriteArrayList<>()).add(replacement);
		}
		return replacement;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return this.replacements.containsKey(bean);
	}

	/**
	 * Spring closes the data source that it has created, not the one in its place.
	 */
	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		List<HikariDataSource> closing = this.replacements.remove(bean);
		if (closing != null) {
			closing.forEach(HikariDataSource::close);
		}
	}

}
