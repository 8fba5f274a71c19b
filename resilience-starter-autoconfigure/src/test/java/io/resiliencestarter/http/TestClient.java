package io.resiliencestarter.http;

/**
 * An HTTP client of any kind.
 */
interface TestClient {

	void get(String url);

	void getFrom(String service, String url);

	void head(String url);

	void getWithoutBody(String url);

	void getFirstByte(String url);

	void post(String url, Object body);

}
