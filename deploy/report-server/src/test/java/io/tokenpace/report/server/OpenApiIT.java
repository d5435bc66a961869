package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.tokenpace.report.testing.ServerFixture;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API's description and the API say the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ServerFixture fixture;
  private JsonNode document = JSON.createObjectNode();

  @BeforeAll
  void start() throws IOException, SQLException, InterruptedException {
    fixture = ServerFixture.start();
    document = fixture.json("api/openapi.json");
  }

  @AfterAll
  void stop() throws IOException {
    fixture.close();
  }

  @Test
  void isAnOpenApiDocument() {
    SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(document.toString());

    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI()).isNotNull();
  }

  @Test
  void namesEveryPathThereIsAndNoOther() {
    Set<String> described = new TreeSet<>();
    document.path("paths").fieldNames().forEachRemaining(described::add);

    Set<String> served = new TreeSet<>(fixture.server().paths());
    // Files are no part of the API.
    served.removeIf(path -> path.startsWith("/page/") || path.startsWith("/webjars/"));
    assertThat(described).isEqualTo(served);
  }

  @ParameterizedTest
  @CsvSource({
    "Runs, api/runs",
    "Rollups, api/rollups?run=old",
    "Dictionary, api/dictionary",
    "Report, api/report?run=old",
    "Report, api/report?rollup=node&distributions=ttft&metrics=ttft_all",
    "Windows, api/windows?rollup=node&step=300",
    "Nodes, api/nodes",
    "Nodes, api/nodes?metrics=ttft.p99_ms",
    "Compare, api/compare?with_run=old",
    "Pipeline, api/pipeline",
    "Error, api/report?from=x&to=y",
    "Error, api/report?run=nope",
    "Error, api/nope",
  })
  void anAnswerIsAsItsSchemaSays(String schema, String path) throws Exception {
    HttpResponse<String> response = fixture.get(path);

    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("$ref", "#/components/schemas/" + schema);
    root.set("components", document.get("components"));
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root.toString())
                .validate(response.body(), InputFormat.JSON))
        .as(response.body())
        .isEmpty();
  }
}
