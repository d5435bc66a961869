package io.tokenpace.standalone.fleet;

import io.tokenpace.standalone.broker.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker in a process of its own, to be killed. */
public final class BrokerProgram {
  private BrokerProgram() {}

  /** Arguments: the directory of its data, and its port. */
  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka broker =
        EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    System.out.println("broker: listening on " + broker.bootstrapServers());
    new CountDownLatch(1).await();
  }
}
