package io.tokenpace.traceimport.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.TokenRun;
import io.tokenpace.schemas.wire.TokenSource;
import io.tokenpace.schemas.wire.Vantage;
import io.tokenpace.traceimport.testing.BenchFile;
import io.tokenpace.traceimport.testing.DecodedTrace;
import io.tokenpace.traceimport.testing.SequenceCheck;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.ImportedReport;
import io.tokenpace.traceimport.trace.ImportedTrace;
import io.tokenpace.traceimport.trace.RoleChunk;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VllmBenchReaderTest {
  private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli() * 1_000;

  @TempDir private Path directory;

  private ImportedTrace read(BenchFile file) {
    return read(file, RoleChunk.AUTO);
  }

  private ImportedTrace read(BenchFile file, RoleChunk roleChunk) {
    return new VllmBenchReader().read(file.in(directory), options("node-1", roleChunk));
  }

  private static ImportOptions options(String node, RoleChunk roleChunk) {
    return new ImportOptions(node, "eu", "c7", "H100-SXM", 2, "t", "w", roleChunk, 1_000_000);
  }

  @Test
  void sumsExactlyAndRoundsEachChunkOnceHalfUp() {
    DecodedTrace trace =
        new DecodedTrace(
            read(
                BenchFile.completions()
                    .success(
                        "5", "0.0000005", "4e-7, 0.0000004, 0.0000004, 4E-7, 0.00000089999", 6)));

    // 0.5 0.9 1.3 1.7 2.1 2.99999 → 1 1 1 2 2 3
    assertThat(trace.request(0).sinceMicros).isEqualTo(List.of(1L, 0L, 0L, 1L, 0L, 1L));
  }

  @Test
  void placesRequestsByTheirDistanceToTheEarliest() {
    DecodedTrace trace =
        new DecodedTrace(
            read(
                BenchFile.completions()
                    .with("duration", "9.9999985")
                    .success("-0.0000005", "0.1", "", 1)
                    .success("-0.0000010", "0.1", "", 1)
                    .success("3", "0.1", "", 1)));

    // t0 = 1.5 µs → 2 µs after the full second; the others 0.5 → 1 and 3,000,001 µs after it.
    assertThat(trace.request(1).acceptedMicros).isEqualTo(START + 2);
    assertThat(trace.request(0).acceptedMicros).isEqualTo(START + 3);
    assertThat(trace.request(2).acceptedMicros).isEqualTo(START + 3_000_003);
  }

  @Test
  void withoutStartTimesAllRequestsStartTogether() {
    BenchFile file =
        BenchFile.completions().success("5", "0.1", "0.1", 2).success("9", "0.2", "0.1", 2);
    String absent = file.textWithout("start_times", "endpoint_type");
    String nulled = file.with("start_times", "null").text();

    for (String text : List.of(absent, nulled)) {
      DecodedTrace trace =
          new DecodedTrace(
              new VllmBenchReader()
                  .read(BenchFile.write(directory, text), ImportOptions.ofNode("n")));
      assertThat(trace.request(0).acceptedMicros).isEqualTo(START);
      assertThat(trace.request(1).acceptedMicros).isEqualTo(START);
    }
  }

  @Test
  void aChatFileWithAsManyGapsAsTokensHasARoleChunk() {
    BenchFile file =
        BenchFile.chat().success("0", "0.1", "0.01, 0.2", 2).success("0", "0.1", "0.01", 5);

    DecodedTrace auto = new DecodedTrace(read(file));
    DecodedTrace no = new DecodedTrace(read(file, RoleChunk.NO));

    assertThat(auto.request(0).roleSinceMicros).isEqualTo(100_000);
    assertThat(auto.request(0).sinceMicros).isEqualTo(List.of(110_000L, 200_000L));
    assertThat(auto.request(1).roleSinceMicros).as("for the whole file").isEqualTo(100_000);
    assertThat(auto.request(1).sinceMicros).isEqualTo(List.of(110_000L));
    assertThat(auto.request(0).start.getOperation()).isEqualTo("chat");
    assertThat(no.request(0).roleSinceMicros).isNull();
    assertThat(no.request(0).sinceMicros).isEqualTo(List.of(100_000L, 10_000L, 200_000L));
  }

  @Test
  void otherFilesHaveNoRoleChunkUnlessTold() {
    BenchFile completions = BenchFile.completions().success("0", "0.1", "0.01, 0.2", 2);
    BenchFile fewerGaps = BenchFile.chat().success("0", "0.1", "0.01, 0.2", 3);
    BenchFile failureOnly =
        BenchFile.chat().failure("0", "0.1", "", "boom").success("0", "0.1", "0.1", 2);

    for (BenchFile file : List.of(completions, fewerGaps, failureOnly)) {
      DecodedTrace trace = new DecodedTrace(read(file));
      assertThat(trace.request(trace.size() - 1).roleSinceMicros).isNull();
      assertThat(trace.request(0).end.getRoleOnlySinceMicros()).isNull();
    }
    assertThat(new DecodedTrace(read(completions)).request(0).start.getOperation())
        .isEqualTo("completion");
    assertThat(new DecodedTrace(read(completions, RoleChunk.YES)).request(0).roleSinceMicros)
        .isEqualTo(100_000);
  }

  @Test
  void olderFilesSayChatInBackendOnly() {
    BenchFile file = BenchFile.chat().success("0", "0.1", "0.2", 1);
    Path path = BenchFile.write(directory, file.textWithout("endpoint_type"));

    DecodedTrace trace =
        new DecodedTrace(new VllmBenchReader().read(path, ImportOptions.ofNode("n")));

    assertThat(trace.request(0).roleSinceMicros).isEqualTo(100_000);
  }

  @Test
  void tokensBeyondTheChunksStayUnplaced() {
    DecodedTrace trace =
        new DecodedTrace(
            read(
                BenchFile.completions()
                    .success("0", "0.1", "0.1, 0.1", 9)
                    .success("0", "0.1", "0.1, 0.1", 1)));

    // Usage − counted is +6 and −2.
    assertThat(trace.request(0).end.getOutputTokens()).isEqualTo(9);
    assertThat(trace.request(0).end.getCountedOutputTokens()).isEqualTo(3);
    assertThat(trace.request(1).end.getOutputTokens()).isEqualTo(1);
    assertThat(trace.request(1).end.getCountedOutputTokens()).isEqualTo(3);
  }

  @Test
  void onlyARequestsFirstChunkSaysWhenOutputAndAnswerBegan() {
    List<TokenRun> runs =
        new DecodedTrace(read(BenchFile.chat().success("0", "0.1", "0.01, 0.2", 2)))
            .reports().stream().flatMap(report -> report.getRuns().stream()).toList();

    // The second chunk falls into the second step, so into a run of its own.
    assertThat(runs).hasSize(2);
    assertThat(runs.get(0))
        .returns(true, TokenRun::getFirstOfRequest)
        .returns(110_000L, TokenRun::getSinceMicros)
        .returns(110_000L, TokenRun::getAnswerSinceMicros)
        .returns(100_000L, TokenRun::getRoleSinceMicros);
    assertThat(runs.get(1))
        .returns(1L, TokenRun::getFirstIndex)
        .returns(false, TokenRun::getFirstOfRequest)
        .returns(200_000L, TokenRun::getSinceMicros)
        .returns(null, TokenRun::getAnswerSinceMicros)
        .returns(null, TokenRun::getRoleSinceMicros)
        .returns(TokenSource.ONE_PER_CHUNK, TokenRun::getTokenSource);
  }

  @Test
  void aSuccessEndsWithItsLastChunk() {
    RequestEnd end =
        new DecodedTrace(read(BenchFile.chat().success("0", "0.1", "0.01, 0.2", 2))).request(0).end;

    assertThat(end)
        .returns(EndCause.RESPONSE_COMPLETE, RequestEnd::getEndCause)
        .returns(200, RequestEnd::getHttpStatus)
        .returns(true, RequestEnd::getAllChoicesFinished)
        .returns(true, RequestEnd::getStreaming)
        .returns(1, RequestEnd::getChoices)
        .returns(110_000L, RequestEnd::getFirstOutputSinceMicros)
        .returns(110_000L, RequestEnd::getFirstAnswerSinceMicros)
        .returns(310_000L, RequestEnd::getLastOutputSinceMicros)
        .returns(310_000L, RequestEnd::getEndSinceMicros)
        .returns(null, RequestEnd::getRoleOnlySinceMicros)
        .returns(7L, RequestEnd::getInputTokens)
        .returns(InputTokenSource.USAGE, RequestEnd::getInputTokenSource)
        .returns(TokenSource.ONE_PER_CHUNK, RequestEnd::getOutputTokenSource)
        .returns(1L, RequestEnd::getFirstChunkTokens)
        .returns(null, RequestEnd::getErrorClass);
  }

  @Test
  void aFailureKeepsTheChunksItGotAndNothingOfItsText() {
    BenchFile file =
        BenchFile.chat()
            .success("0", "0.1", "0.1", 1)
            .failure("0", "0.1", "0.01, 0.2", "CUDA out of memory: secret prompt")
            .failure("0", "0.1", "", "Service Unavailable")
            .failure("0", "0", "", "ClientPayloadError: not completed")
            .failure("0", "0.0", "", "")
            .failure("0", "0", "", "Bad Request");
    ImportedTrace imported = read(file);
    DecodedTrace trace = new DecodedTrace(imported);

    DecodedTrace.Request partial = trace.request(1);
    assertThat(partial.roleSinceMicros).isEqualTo(100_000);
    assertThat(partial.sinceMicros).isEqualTo(List.of(110_000L, 200_000L));
    assertThat(partial.end)
        .returns(EndCause.UPSTREAM_ERROR, RequestEnd::getEndCause)
        .returns(null, RequestEnd::getHttpStatus)
        .returns(false, RequestEnd::getAllChoicesFinished)
        .returns(null, RequestEnd::getOutputTokens)
        .returns(2L, RequestEnd::getCountedOutputTokens)
        .returns(310_000L, RequestEnd::getEndSinceMicros)
        .returns("out_of_memory", RequestEnd::getErrorClass);
    assertThat(trace.request(2).end)
        .returns(100_000L, RequestEnd::getRoleOnlySinceMicros)
        .returns(100_000L, RequestEnd::getEndSinceMicros)
        .returns(null, RequestEnd::getFirstOutputSinceMicros)
        .returns(null, RequestEnd::getFirstChunkTokens)
        .returns("overload", RequestEnd::getErrorClass);
    assertThat(trace.request(3).end)
        .returns(0L, RequestEnd::getEndSinceMicros)
        .returns(null, RequestEnd::getRoleOnlySinceMicros)
        .returns(null, RequestEnd::getLastOutputSinceMicros)
        .returns("truncated", RequestEnd::getErrorClass);
    assertThat(trace.request(4).end.getErrorClass()).isEqualTo("other");
    assertThat(trace.request(5).end.getErrorClass()).isEqualTo("other");
    assertThat(imported.failedRequests()).isEqualTo(5);
    assertThat(imported.outputTokens()).isEqualTo(3);
    assertThat(trace.reports().toString()).doesNotContain("secret");
  }

  @Test
  void aFileOfFailuresOnlyIsATraceToo() {
    DecodedTrace trace =
        new DecodedTrace(read(BenchFile.chat().failure("0", "0", "", "Bad Gateway")));

    SequenceCheck.check(trace.reports());
    assertThat(trace.reports()).hasSize(1);
  }

  @Test
  void everyReportSaysWhereItComesFrom() {
    ImportedTrace trace = read(BenchFile.chat().success("0", "0.1", "0.1", 1));
    NodeReport report = new DecodedTrace(trace).reports().get(0);

    assertThat(report.getNode()).isEqualTo("node-1");
    assertThat(report.getServingGroup()).isEqualTo("node-1");
    assertThat(report.getAgentId()).isEqualTo("trace-import");
    assertThat(report.getRegion()).isEqualTo("eu");
    assertThat(report.getCluster()).isEqualTo("c7");
    assertThat(report.getVantage()).isEqualTo(Vantage.EDGE);
    assertThat(report.getEngineRole()).isEqualTo(EngineRole.AGGREGATED);
    assertThat(BootIdentity.of(report.getBootId().bytes())).isEqualTo(trace.boot());
    assertThat(report.getGpus()).hasSize(2).allMatch(gpu -> gpu.getType().equals("H100-SXM"));
    assertThat(report.getGpus().get(0).getUuid()).isNotEqualTo(report.getGpus().get(1).getUuid());
    assertThat(report.getSeries())
        .singleElement()
        .matches(series -> series.getModel().equals("m"))
        .matches(series -> series.getTenant().equals("t") && series.getWorkload().equals("w"));
  }

  @Test
  void importingAgainGivesTheSameBytes() {
    List<byte[]> first = bytes(read(BenchFile.chat().success("0", "0.1", "0.1, 2.5", 2)));
    ImportedTrace again = read(BenchFile.chat().success("0", "0.1", "0.1, 2.5", 2));

    assertThat(bytes(again)).usingElementComparator(Arrays::compare).isEqualTo(first);
    assertThat(bytes(again)).usingElementComparator(Arrays::compare).isEqualTo(first);
  }

  @Test
  void anotherNodeOptionOrByteIsAnotherBoot() {
    BenchFile file = BenchFile.chat().success("0", "0.1", "0.1", 1);
    Path path = file.in(directory);
    VllmBenchReader reader = new VllmBenchReader();
    BootIdentity one = reader.read(path, options("node-1", RoleChunk.AUTO)).boot();

    assertThat(reader.read(path, options("node-2", RoleChunk.AUTO)).boot()).isNotEqualTo(one);
    assertThat(reader.read(path, options("node-1", RoleChunk.YES)).boot()).isNotEqualTo(one);
    assertThat(
            reader
                .read(
                    BenchFile.write(directory, file.text() + " "),
                    options("node-1", RoleChunk.AUTO))
                .boot())
        .isNotEqualTo(one);
  }

  @Test
  void anHourOfSilenceIsAHeartbeatASecond() {
    DecodedTrace trace =
        new DecodedTrace(
            read(BenchFile.completions().success("0", "0.1", "", 1).success("3600", "0.1", "", 1)));

    SequenceCheck.check(trace.reports());
    assertThat(trace.reports()).hasSize(1 + 3_599 + 1);
  }

  @Test
  void aStepWithMoreThanOneReportHoldsIsCutTruthfully() {
    String zeroGaps = String.join(", ", Collections.nCopies(4_500, "0"));
    List<NodeReport> reports =
        new DecodedTrace(read(BenchFile.completions().success("0", "0.1", zeroGaps, 4_501)))
            .reports();

    SequenceCheck.check(reports);
    assertThat(reports).hasSize(2);
    assertThat(reports.get(0).getRuns().get(0).getGapMicros()).hasSize(3_999);
    assertThat(reports.get(0).getCompleteThroughMicros())
        .as("chunks of the same microsecond are left out")
        .isEqualTo(START + 99_999);
    assertThat(reports.get(1).getBaseTimeMicros()).isEqualTo(START);
    assertThat(reports.get(1).getRuns())
        .singleElement()
        .matches(run -> run.getFirstIndex() == 4_000 && !run.getFirstOfRequest())
        .matches(run -> run.getSinceMicros() == 0 && run.getGapMicros().size() == 500);
    assertThat(reports.get(1).getCompleteThroughMicros()).isEqualTo(START + 100_000);
  }

  @Test
  void fieldsNobodyKnowsArePassedOver() {
    BenchFile file =
        BenchFile.chat()
            .success("0", "0.1", "0.1", 1)
            .with("request_rate", "7.5")
            .with("request_goodput:", "NaN")
            .with("mean_e2el_ms", "-Infinity")
            .with("generated_texts", "[\"a\\u0000\", {\"b\": [[]]}]")
            .with("anything", "{\"itls\": [[\"x\"]], \"date\": 1}");

    assertThat(read(file).requests()).isEqualTo(1);
  }

  private static List<byte[]> bytes(ImportedTrace trace) {
    List<byte[]> all = new ArrayList<>();
    for (ImportedReport report : trace) {
      all.add(report.bytes());
    }
    return all;
  }
}
