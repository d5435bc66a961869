package io.tokenpace.standalone.fleet;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Runs another program's main method in a process that ends with its parent: the parent holds the
 * other end of its standard input, and when that is gone, however it went, so is this.
 */
public final class Child {
  private Child() {}

  /** Arguments: the class whose main method is called, and that method's own. */
  public static void main(String[] arguments) throws Exception {
    Thread watch = new Thread(Child::endWithParent, "end-with-parent");
    watch.setDaemon(true);
    watch.start();
    Method main = Class.forName(arguments[0]).getMethod("main", String[].class);
    main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said: the end is all there is to hear.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    System.exit(0);
  }
}
