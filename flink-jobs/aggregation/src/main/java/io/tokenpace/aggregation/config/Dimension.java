package io.tokenpace.aggregation.config;

import java.util.Locale;

/** A label results can be added up by. */
public enum Dimension {
  /** The node's region. */
  REGION(false),
  /** The node's cluster. */
  CLUSTER(false),
  /** The node's pool. */
  POOL(false),
  /** The node. */
  NODE(false),
  /** The type of the node's GPUs; of its GPU time, that of each GPU. */
  GPU_TYPE(false),
  /** The engine instance on the node. */
  ENGINE(true),
  /** The model as served. */
  MODEL(true),
  /** What an adapter is based on. */
  BASE_MODEL(true),
  /** Who asked. */
  TENANT(true),
  /** What for. */
  WORKLOAD(true);

  private final boolean ofRequests;

  Dimension(boolean ofRequests) {
    this.ofRequests = ofRequests;
  }

  /** Whether it is a label of requests, not of the node. */
  public boolean ofRequests() {
    return ofRequests;
  }

  /** Whether what an engine or a GPU shows of itself can be told apart by it. */
  public boolean ofEngines() {
    return !ofRequests || this == ENGINE;
  }

  /** The label's name in keys and configuration. */
  public String labelName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
