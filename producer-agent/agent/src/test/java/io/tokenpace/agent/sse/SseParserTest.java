package io.tokenpace.agent.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data: a~~| [a]",
        "data:a~~data:  b ~~| [a], [ b ]",
        "data: a~data: b~~| [a/b]",
        "﻿data: a~~| [a]",
        ": c~~id: 1~retry: 2~data~~| []",
        "event: error~~| error[]",
        "event: e~data: a~~data: b~~| e[a], [b]",
        "data: a~~data: b| [a], [b] cut",
        "data: a~~data: b~| [a], [b] cut",
        "data: 12345678901~data: x~~data: b~~| too large, [b]",
        "data: 12345678901| too large",
        "~~| ''"
      })
  void linesBecomeEvents(String stream, String expected) {
    for (String lineEnd : List.of("\n", "\r\n", "\r")) {
      byte[] bytes = stream.replace("~", lineEnd).getBytes(StandardCharsets.UTF_8);
      for (int at = 0; at <= bytes.length; at++) {
        Recording seen = new Recording();
        SseParser parser = new SseParser(16, new HeldBytes(0), seen);
        parser.feed(Unpooled.wrappedBuffer(bytes, 0, at));
        parser.feed(Unpooled.wrappedBuffer(bytes, at, bytes.length - at));
        parser.end();

        assertThat(String.join(", ", seen.events)).as("cut at %d", at).isEqualTo(expected);
      }
    }
  }

  private static final class Recording implements SseEvents {
    final List<String> events = new ArrayList<>();

    @Override
    public void event(String type, byte[] data, int length, boolean terminated) {
      String text = new String(data, 0, length, StandardCharsets.UTF_8).replace('\n', '/');
      events.add(type + "[" + text + "]" + (terminated ? "" : " cut"));
    }

    @Override
    public void tooLarge() {
      events.add("too large");
    }
  }
}
