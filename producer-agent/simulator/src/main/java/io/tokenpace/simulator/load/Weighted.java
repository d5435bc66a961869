package io.tokenpace.simulator.load;

import io.tokenpace.simulator.random.Draws;
import java.util.List;

/** Something that is drawn with a weight above zero. */
interface Weighted {
  /** How often, in relation to the others. */
  int weight();

  /** One of a list that is not empty. */
  static <T extends Weighted> T draw(List<T> items, Draws draws) {
    int left = draws.below(items.stream().mapToInt(Weighted::weight).sum());
    for (T item : items) {
      left -= item.weight();
      if (left < 0) {
        return item;
      }
    }
    throw new IllegalStateException("a draw below the sum of all weights");
  }
}
