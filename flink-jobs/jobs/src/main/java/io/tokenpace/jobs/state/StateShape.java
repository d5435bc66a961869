package io.tokenpace.jobs.state;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * What state was made under. Slices and panes of another length cannot be told apart from ours once
 * they are in state, so a job refuses state made under another shape, and says what differs.
 *
 * <p>Confined to its task's thread.
 */
public final class StateShape {
  private static final ListStateDescriptor<String> DESCRIPTOR =
      new ListStateDescriptor<>("state-shape", Types.STRING);

  private StateShape() {}

  /**
   * Holds restored state against what this job would make, and notes the latter.
   *
   * @param shape what this job makes, as words separated by spaces
   * @throws IllegalStateException if the state was made under another shape
   */
  public static void requireSame(FunctionInitializationContext context, String shape)
      throws Exception {
    ListState<String> noted = context.getOperatorStateStore().getUnionListState(DESCRIPTOR);
    for (String before : noted.get()) {
      if (!before.equals(shape)) {
        throw new IllegalStateException(
            "state was made under %s (expected: %s); start without state, or configure as before"
                .formatted(difference(before, shape), difference(shape, before)));
      }
    }
    noted.update(List.of(shape));
  }

  /** The words of one shape that another lacks. */
  private static String difference(String shape, String other) {
    List<String> words = new ArrayList<>(List.of(shape.split(" ")));
    words.removeAll(List.of(other.split(" ")));
    return words.isEmpty() ? "fewer words than" : String.join(" ", words);
  }
}
