package io.tokenpace.traceimport;

import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.traceimport.publish.Publication;
import io.tokenpace.traceimport.publish.Published;
import io.tokenpace.traceimport.publish.TracePublisher;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.ImportedTrace;
import io.tokenpace.traceimport.trace.RoleChunk;
import io.tokenpace.traceimport.trace.TraceException;
import io.tokenpace.traceimport.vllm.VllmBenchReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code trace-import}: reads every file, and only if all are good publishes them.
 *
 * <p>Exit codes: 0 published; 1 Kafka did not take everything; 2 a file or option is no good. An
 * error is one line.
 */
@Command(
    name = "trace-import",
    sortOptions = false,
    description = "Publishes other tools' traces as node reports.")
public final class TraceImport implements Callable<Integer> {
  private static final int NOT_PUBLISHED = 1;
  private static final int BAD_INPUT = 2;

  private final Publish publish;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Kafka servers.")
  private String bootstrap = "";

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "Format of the files: " + VllmBenchReader.FORMAT + ".")
  private String format = "";

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Node of a file, once per file. Default: node-1, node-2 … in file order.")
  private List<String> nodes = new ArrayList<>();

  @Option(
      names = "--region",
      paramLabel = "NAME",
      defaultValue = SeriesLabels.NONE,
      description = "Region label. Default: ${DEFAULT-VALUE}")
  private String region = SeriesLabels.NONE;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = SeriesLabels.NONE,
      description = "Cluster label. Default: ${DEFAULT-VALUE}")
  private String cluster = SeriesLabels.NONE;

  @Option(
      names = "--gpu-type",
      paramLabel = "TYPE",
      defaultValue = ImportOptions.UNKNOWN_GPU,
      description = "Type of the nodes' GPUs. Default: ${DEFAULT-VALUE}")
  private String gpuType = ImportOptions.UNKNOWN_GPU;

  @Option(
      names = "--gpu-count",
      paramLabel = "N",
      defaultValue = "1",
      description = "GPUs of each node. Default: ${DEFAULT-VALUE}")
  private int gpuCount;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      defaultValue = SeriesLabels.NONE,
      description = "Tenant label. Default: ${DEFAULT-VALUE}")
  private String tenant = SeriesLabels.NONE;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = SeriesLabels.NONE,
      description = "Workload label. Default: ${DEFAULT-VALUE}")
  private String workload = SeriesLabels.NONE;

  @Option(
      names = "--role-chunk",
      paramLabel = "auto|yes|no",
      defaultValue = "auto",
      description =
          "Whether each answer's first chunk carries only a role. Default: ${DEFAULT-VALUE}")
  private RoleChunk roleChunk = RoleChunk.AUTO;

  @Option(
      names = "--max-file-size",
      paramLabel = "BYTES",
      defaultValue = "" + ImportOptions.DEFAULT_MAX_FILE_BYTES,
      description = "Longest file that is read. Default: ${DEFAULT-VALUE}")
  private long maxFileBytes;

  @Option(
      names = "--publish",
      paramLabel = "reports|reports+tokens",
      defaultValue = "reports",
      description = "Whether a record per token is published too. Default: ${DEFAULT-VALUE}")
  private Publication publication = Publication.REPORTS;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      defaultValue = Topic.DEFAULT_PREFIX,
      description = "What the topics' names begin with. Default: ${DEFAULT-VALUE}")
  private String topicPrefix = Topic.DEFAULT_PREFIX;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option, not at the field.
  private boolean help;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files.")
  private List<Path> files = new ArrayList<>();

  /** Where the traces go. */
  interface Publish {
    Published publish(
        String bootstrap, String topicPrefix, Publication publication, List<ImportedTrace> traces);
  }

  TraceImport(Publish publish) {
    this.publish = publish;
  }

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine(TraceImport::publishToKafka).execute(args));
  }

  static CommandLine commandLine(Publish publish) {
    return new CommandLine(new TraceImport(publish))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (exception, args) -> {
              exception.getCommandLine().getErr().println(exception.getMessage());
              return BAD_INPUT;
            });
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    PrintWriter out = spec.commandLine().getOut();
    List<ImportedTrace> traces;
    try {
      traces = read();
    } catch (TraceException | IllegalArgumentException e) {
      err.println(e.getMessage());
      return BAD_INPUT;
    }
    Published published;
    try {
      published = publish.publish(bootstrap, topicPrefix, publication, traces);
    } catch (KafkaException e) {
      err.println(e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause());
      return NOT_PUBLISHED;
    }
    for (ImportedTrace trace : traces) {
      out.println(summary(trace));
    }
    published
        .reportsByNode()
        .forEach((node, count) -> out.printf("%s: %d reports published%n", node, count));
    if (publication == Publication.REPORTS_AND_TOKENS) {
      out.printf("%d token events published%n", published.tokenEvents());
    }
    return CommandLine.ExitCode.OK;
  }

  private List<ImportedTrace> read() {
    if (!format.equals(VllmBenchReader.FORMAT)) {
      throw new IllegalArgumentException(
          "--format: value %s (expected: %s)".formatted(format, VllmBenchReader.FORMAT));
    }
    if (!(nodes.isEmpty() || nodes.size() == files.size())) {
      throw new IllegalArgumentException(
          "--node: %d names for %d files (expected: none, or one a file)"
              .formatted(nodes.size(), files.size()));
    }
    VllmBenchReader reader = new VllmBenchReader();
    List<ImportedTrace> traces = new ArrayList<>();
    for (int file = 0; file < files.size(); file++) {
      String node = nodes.isEmpty() ? ImportOptions.nodeOfFile(file) : nodes.get(file);
      traces.add(reader.read(files.get(file), options(node)));
    }
    return traces;
  }

  private ImportOptions options(String node) {
    return new ImportOptions(
        node, region, cluster, gpuType, gpuCount, tenant, workload, roleChunk, maxFileBytes);
  }

  private static String summary(ImportedTrace trace) {
    return "%s: node %s, %d requests (%d failed), %d output tokens in %d chunks"
        .formatted(
            trace.file(),
            trace.node(),
            trace.requests(),
            trace.failedRequests(),
            trace.outputTokens(),
            trace.outputChunks());
  }

  private static Published publishToKafka(
      String bootstrap, String topicPrefix, Publication publication, List<ImportedTrace> traces) {
    try (TracePublisher publisher = TracePublisher.connect(bootstrap, topicPrefix, publication)) {
      return publisher.publish(traces);
    }
  }
}
