package io.tokenpace.setup.table;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which partitions hold one UTC day of live rows. */
final class LiveDay {
  private static final Set<String> PARENTS = Set.of("tumbling_rows_live", "rolling_rows_live");
  private static final Pattern BOUNDS =
      Pattern.compile("FOR VALUES FROM \\('([^']+)'\\) TO \\('([^']+)'\\)");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss[.SSSSSS][.SSS]x");

  private LiveDay() {}

  /**
   * Whether a partition holds one UTC day.
   *
   * @param parent the table it is a part of
   * @param bounds its bounds, as PostgreSQL writes them in UTC
   */
  static boolean isOne(String parent, String bounds) {
    Matcher matcher = BOUNDS.matcher(bounds);
    if (!PARENTS.contains(parent) || !matcher.matches()) {
      return false;
    }
    try {
      OffsetDateTime from = OffsetDateTime.parse(matcher.group(1), TIME);
      OffsetDateTime to = OffsetDateTime.parse(matcher.group(2), TIME);
      return from.equals(from.toLocalDate().atStartOfDay().atOffset(ZoneOffset.UTC))
          && Duration.between(from, to).equals(Duration.ofDays(1));
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
