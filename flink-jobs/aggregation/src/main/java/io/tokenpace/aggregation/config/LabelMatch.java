package io.tokenpace.aggregation.config;

import io.tokenpace.schemas.codec.SeriesLabels;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests something holds for: those whose labels are the ones that are given.
 *
 * @param model a model; null: any
 * @param tenant a tenant; null: any
 * @param workload a workload; null: any
 */
public record LabelMatch(@Nullable String model, @Nullable String tenant, @Nullable String workload)
    implements Serializable {
  /** Matches every request. */
  public static final LabelMatch ANY = new LabelMatch(null, null, null);

  /** Whether a request with these labels is meant. */
  public boolean matches(SeriesLabels labels) {
    return (model == null || model.equals(labels.model()))
        && (tenant == null || tenant.equals(labels.tenant()))
        && (workload == null || workload.equals(labels.workload()));
  }

  /**
   * How closely it says whom it means: of two that match a request, the higher one holds.
   *
   * <p>Source: the metric dictionary: all three, tenant + model, tenant + workload, workload +
   * model, tenant, model, workload, none.
   */
  public int rank() {
    int given = (tenant == null ? 0 : 4) + (model == null ? 0 : 2) + (workload == null ? 0 : 1);
    return List.of(0, 1, 2, 4, 3, 5, 6, 7).get(given);
  }

  /** The labels that are given, for people. */
  String toText() {
    List<String> given = new ArrayList<>();
    if (model != null) {
      given.add("model " + model);
    }
    if (tenant != null) {
      given.add("tenant " + tenant);
    }
    if (workload != null) {
      given.add("workload " + workload);
    }
    return given.isEmpty() ? "all requests" : String.join(", ", given);
  }
}
