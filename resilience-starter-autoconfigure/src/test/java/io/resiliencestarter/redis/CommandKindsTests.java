package io.resiliencestarter.redis;

import java.nio.charset.StandardCharsets;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CommandKinds}.
 */
class CommandKindsTests {

	@ParameterizedTest
	@CsvSource({ "BLPOP, queue 5, true", "BRPOPLPUSH, from to 5, true", "XREAD, BLOCK 100 STREAMS s $, true",
			"XREAD, COUNT 1 STREAMS s 0, false", "XREADGROUP, GROUP g c BLOCK 0 STREAMS s >, true",
			"LPOP, BLOCK, false", "GET, key, false" })
	void tellsBlockingCommands(CommandType type, String arguments, boolean blocking) {
		assertThat(CommandKinds.isBlocking(command(type, arguments))).isEqualTo(blocking);
	}

	@ParameterizedTest
	@CsvSource({ "GET, key, true", "MGET, a b, true", "HGETALL, key, true", "ZRANGE, key 0 1, true",
			"XREAD, COUNT 1 STREAMS s 0, true", "XREAD, BLOCK 100 STREAMS s $, false", "SET, key value, false",
			"INCR, key, false", "GETDEL, key, false", "SCAN, 0, false", "EVAL, script 0, false", "SCRIPT, FLUSH, false",
			"CLIENT, KILL, false", "SPOP, key, false", "LPOP, key, false" })
	void repeatsOnlyWhatReads(CommandType type, String arguments, boolean repeatable) {
		assertThat(CommandKinds.isRepeatable(command(type, arguments))).isEqualTo(repeatable);
	}

	@ParameterizedTest
	@EnumSource(names = { "PING", "INFO", "CLIENT", "CLUSTER", "CONFIG", "HELLO", "ROLE" })
	void knowsCommandsOfTools(CommandType type) {
		assertThat(CommandKinds.isAdministrative(command(type, "x"))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "FT.SEARCH", "blpop" })
	void commandsOfModulesAreOrdinaryOnes(String name) {
		RedisCommand<String, String, String> command = command(new Keyword(name), "x");
		assertThat(CommandKinds.isAdministrative(command)).isFalse();
		assertThat(CommandKinds.isBlocking(command)).isFalse();
	}

	private static RedisCommand<String, String, String> command(ProtocolKeyword type, String arguments) {
		CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
		for (String argument : arguments.split(" ", -1)) {
			args.add(argument);
		}
		return new Command<>(type, new StatusOutput<>(StringCodec.UTF8), args);
	}

	/**
	 * A command that Lettuce does not know.
	 *
	 * @param text its name
	 */
	private record Keyword(String text) implements ProtocolKeyword {

		@Override
		public byte[] getBytes() {
			return this.text.getBytes(StandardCharsets.US_ASCII);
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
