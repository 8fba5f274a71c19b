package io.resiliencestarter.start;

import com.example.kiosk.KioskApplication;
import io.resiliencestarter.TestApplication;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing of ours may need to be asked for by somebody.
 */
class LazyInitializationIT {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void allIsThereWhetherBeansAreLazyOrNot(boolean lazy) {
		try (Tour tour = new Tour();
				TestApplication application = TestApplication.start(KioskApplication.class, tour.properties(),
						"spring.main.lazy-initialization=" + lazy)) {
			tour.take(application.client());
		}
	}

}
