package io.tokenpace.standalone;

import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.ImportedTrace;
import io.tokenpace.traceimport.vllm.VllmBenchReader;
import java.nio.file.Path;
import java.util.List;

/** The recorded results of a real vLLM server that trace-import keeps as fixtures. */
final class Traces {
  private static final Path FIXTURES =
      Path.of("../../producer-agent/trace-import/src/test/resources/io/tokenpace/traceimport/vllm");

  private Traces() {}

  /** 16 requests of 256 tokens, 4 at a time. */
  static Path slow() {
    return FIXTURES.resolve("day05_large_i2048_o256_c4.json");
  }

  /** 64 requests of 64 tokens, 16 at a time. */
  static Path fast() {
    return FIXTURES.resolve("day06_c16_i128_o64_n64.json");
  }

  /** Three nodes of two GPUs: two of them at the same time, the third days before. */
  static List<ImportedTrace> threeNodes() {
    return List.of(
        new VllmBenchReader().read(slow(), optionsOf("node-1", "H100-SXM")),
        new VllmBenchReader().read(fast(), optionsOf("node-2", "H100-SXM")),
        new VllmBenchReader().read(fast(), optionsOf("node-3", "A100-SXM")));
  }

  private static ImportOptions optionsOf(String node, String gpuType) {
    ImportOptions standard = ImportOptions.ofNode(node);
    return new ImportOptions(
        node,
        standard.region(),
        standard.cluster(),
        gpuType,
        2,
        standard.tenant(),
        standard.workload(),
        standard.roleChunk(),
        standard.maxFileBytes());
  }
}
