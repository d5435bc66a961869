package io.tokenpace.standalone.fleet;

import java.util.concurrent.CountDownLatch;

/** A child for tests: says what it is told to, and stays until it is ended, or ends at once. */
public final class FakeChild {
  private FakeChild() {}

  /** Arguments: a line to print, and {@code stay} or the exit status. */
  public static void main(String[] arguments) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("bye"), "bye"));
    System.out.println("first");
    System.out.println(arguments[0]);
    if (!arguments[1].equals("stay")) {
      System.exit(Integer.parseInt(arguments[1]));
    }
    new CountDownLatch(1).await();
  }
}
