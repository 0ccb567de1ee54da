package io.aforo.local.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetterArchive.Heap;
import io.aforo.application.port.out.DeadLetterArchive.Kept;
import io.aforo.application.port.out.DeadLetterArchive.Overview;
import io.aforo.domain.intake.RejectionReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTableTest {

  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  @Test
  void lettersAndTheirNumbersFitEightyColumns() {
    assertThat(LetterTable.lines(overview(), new Paper(80, false, false)))
        .containsExactly(
            "refused at (UTC)     record time (UTC)    reason               record",
            "2026-03-02 12:00:00  2026-03-02 11:59:00  INCOMPATIBLE_SCHEMA  sales/0/42",
            "  schema id 7: field amount is written as {\"type\":\"bytes\",\"logicalType\":\"decima~",
            "2026-03-02 12:00:00  none                 BAD_AVRO             ~south/12/9000000",
            "  the body cannot be read?[2J",
            "",
            "BAD_AVRO            sales-of-the-south 1,200 ###################################",
            "INCOMPATIBLE_SCHEMA sales                  7 #");
  }

  @Test
  void aWiderTerminalShowsMore() {
    assertThat(LetterTable.lines(overview(), new Paper(120, false, true)))
        .containsExactly(
            "refused at (UTC)     record time (UTC)    reason               record",
            "2026-03-02 12:00:00  2026-03-02 11:59:00  INCOMPATIBLE_SCHEMA  sales/0/42",
            "  schema id 7: field amount is written as {\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":19,\"scale\":2}, expected i…",
            "2026-03-02 12:00:00  none                 BAD_AVRO             sales-of-the-south/12/9000000",
            "  the body cannot be read?[2J",
            "",
            "BAD_AVRO            sales-of-the-south 1,200 ████████████████████████████████████████",
            "INCOMPATIBLE_SCHEMA sales                  7 █");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 72, 80, 100, 120, 200})
  void noLineIsWiderThanThePaper(int columns) {
    int least = Math.max(columns, 73);
    assertThat(LetterTable.lines(overview(), new Paper(columns, true, true)))
        .allSatisfy(
            line ->
                assertThat(AttributedString.fromAnsi(line).columnLength())
                    .isLessThanOrEqualTo(least));
  }

  private static Overview overview() {
    return new Overview(
        List.of(
            kept(
                RejectionReason.INCOMPATIBLE_SCHEMA,
                "sales",
                0,
                42,
                NOON.minusSeconds(60).toEpochMilli(),
                "schema id 7: field amount is written as {\"type\":\"bytes\",\"logicalType\":"
                    + "\"decimal\",\"precision\":19,\"scale\":2}, expected is another"),
            kept(
                RejectionReason.BAD_AVRO,
                "sales-of-the-south",
                12,
                9_000_000,
                -1,
                "the body cannot be read\u001b[2J")),
        new TreeMap<>(
            Map.of(
                new Heap(RejectionReason.INCOMPATIBLE_SCHEMA, "sales"), 7L,
                new Heap(RejectionReason.BAD_AVRO, "sales-of-the-south"), 1_200L)));
  }

  private static Kept kept(
      RejectionReason reason, String topic, int partition, long offset, long time, String detail) {
    byte[] nothing = {};
    return new Kept(
        new DeadLetter(
            reason,
            new SourceRecord(topic, partition, offset, time, nothing, nothing),
            "InvalidEvent",
            detail),
        NOON);
  }
}
