package io.tokenpace.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for the files alone. */
class DashboardFilesTest {
  private static final int COLUMNS = 24;

  @Test
  void uidsOfDashboardsAndIdsOfPanelsAreUnique() throws IOException {
    assertThat(Dashboard.all()).hasSize(4);
    assertThat(Dashboard.all())
        .extracting(dashboard -> dashboard.json().get("uid").asText())
        .doesNotHaveDuplicates()
        .allMatch(uid -> uid.matches("tokenpace-[a-z]+"));
    for (Dashboard dashboard : Dashboard.all()) {
      assertThat(dashboard.panels())
          .as(dashboard.file())
          .extracting(panel -> panel.get("id").asInt())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void everyDataSourceIsTheProvisionedOne() throws IOException {
    JsonNode source =
        new YAMLMapper()
            .readTree(new File("provisioning/datasources/tokenpace.yaml"))
            .at("/datasources/0");
    for (Dashboard dashboard : Dashboard.all()) {
      List<JsonNode> used = dashboard.json().findValues("datasource");
      assertThat(used).hasSize(2 * dashboard.panels().size() + dashboard.variables().size());
      assertThat(used)
          .as(dashboard.file())
          .allMatch(one -> one.get("uid").equals(source.get("uid")))
          .allMatch(one -> one.get("type").equals(source.get("type")));
    }
  }

  @Test
  void everyPanelHasAUnitADescriptionAndSaysWhenThereIsNoData() throws IOException {
    for (Dashboard dashboard : Dashboard.all()) {
      for (JsonNode panel : dashboard.panels()) {
        String name = dashboard.file() + ": " + panel.get("title").asText();
        assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(name).isNotBlank();
        assertThat(panel.at("/fieldConfig/defaults/noValue").asText())
            .as(name)
            .isEqualTo("no data");
        assertThat(panel.get("description").asText()).as(name).hasSizeGreaterThan(20);
        if (panel.get("type").asText().equals("timeseries")) {
          // A line through windows without rows would claim what nobody measured.
          assertThat(panel.at("/fieldConfig/defaults/custom/spanNulls").asBoolean(true))
              .as(name)
              .isFalse();
          assertThat(panel.at("/targets/0/rawSql").asText()).as(name).contains("s',NULL)");
        }
      }
    }
  }

  @Test
  void panelsLieWithinTheGridAndDoNotOverlap() throws IOException {
    for (Dashboard dashboard : Dashboard.all()) {
      Set<List<Integer>> taken = new HashSet<>();
      for (JsonNode panel : dashboard.panels()) {
        JsonNode grid = panel.get("gridPos");
        int right = grid.get("x").asInt() + grid.get("w").asInt();
        int bottom = grid.get("y").asInt() + grid.get("h").asInt();
        assertThat(right).as(dashboard.file()).isLessThanOrEqualTo(COLUMNS);
        for (int x = grid.get("x").asInt(); x < right; x++) {
          for (int y = grid.get("y").asInt(); y < bottom; y++) {
            assertThat(taken.add(List.of(x, y)))
                .as("%s: %s at %d, %d", dashboard.file(), panel.get("title"), x, y)
                .isTrue();
          }
        }
      }
    }
  }

  @Test
  void whatIsAddedUpIsOfOneLengthOfWindow() throws IOException {
    for (Dashboard dashboard : Dashboard.all()) {
      for (JsonNode panel : dashboard.panels()) {
        String sql = panel.at("/targets/0/rawSql").asText();
        assertThat(sql).as(panel.get("title").asText()).doesNotContain("rolling_rows");
        if (!sql.contains("now() - max(window_end)")) {
          assertThat(sql)
              .as(panel.get("title").asText())
              .contains("window_millis = ${window} * 1000 AND tumbling");
        }
      }
    }
  }
}
