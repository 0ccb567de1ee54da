package io.aforo.local.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.adapters.kafka.FrameReport;
import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.SourceRecord;
import io.aforo.application.port.out.DeadLetterArchive.Kept;
import io.aforo.domain.intake.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LetterSheetTest {

  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  @Test
  void aRecordThatWasCutIsShownUpToWhereItBreaks() {
    Kept kept =
        kept(
            RejectionReason.BAD_AVRO,
            "the body cannot be read with schema id 7: java.io.EOFException",
            HexFormat.of().parseHex("000000000706532d310c6d6164726964065002"));
    FrameReport frame =
        new FrameReport(
            7,
            Optional.of("io.aforo.schemas.Sale"),
            Optional.empty(),
            List.of(
                new FrameReport.Field("sale_id", "string", 5, "S-1"),
                new FrameReport.Field("store_id", "string", 9, "mad\u001b[2Jrid")),
            Optional.of(
                new FrameReport.Field(
                    "product_id", "string", 16, "java.io.EOFException: Length is 3")),
            0);

    assertThat(
            LetterSheet.lines(
                kept,
                "postgres",
                Optional.of(frame),
                List.of("It would be refused with BAD_AVRO:", "the same"),
                new Paper(80, false, false)))
        .containsExactly(
            "sales/0/42",
            "reason       BAD_AVRO",
            "             The value has a known schema, but its body cannot be read with",
            "             that.",
            "             It was cut, damaged, or written with another schema than its id",
            "             says; an enum's symbol that ours does not have counts as this, too.",
            "             The bytes will not change: correct the program that wrote them, and",
            "             send the record anew, or a corrected value of it with replay",
            "             --value.",
            "detail       the body cannot be read with schema id 7: java.io.EOFException",
            "error        EOFException",
            "refused at   2026-03-02 12:00:00Z, in postgres",
            "record time  2026-03-02 12:00:00Z (1772452800000 ms)",
            "key          6 bytes",
            "  0000  6d 61 64 72 69 64                                 |madrid|",
            "value        19 bytes",
            "  0000  00 00 00 00 07 06 53 2d  31 0c 6d 61 64 72 69 64  |......S-1.madrid|",
            "  0010  06 50 02                                          |.P.|",
            "frame        magic byte 00, schema id 7, known to the registry:",
            "             io.aforo.schemas.Sale",
            "     5  sale_id     string  S-1",
            "     9  store_id    string  mad?[2Jrid",
            "    16  product_id  string  broken here:",
            "             java.io.EOFException: Length is 3",
            "now          It would be refused with BAD_AVRO:",
            "             the same");
  }

  @Test
  void textIsShownAsTextAndLongValuesOnlyAtTheirBeginning() {
    String json = "{\"id\": 1,\n \"store\": \"" + "x".repeat(2_000) + "\"}";
    List<String> lines =
        LetterSheet.lines(
            kept(RejectionReason.BAD_FIELD, "no field", json.getBytes(StandardCharsets.UTF_8)),
            "kafka",
            Optional.empty(),
            List.of("now"),
            new Paper(120, false, true));

    assertThat(lines)
        .contains(
            "value        2,023 bytes",
            "             The first 1,024 are shown; --value FILE writes all.",
            "as text      {\"id\": 1,  \"store\":")
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    assertThat(lines).filteredOn(line -> line.startsWith("  0")).hasSize(1_024 / 16 + 1);
  }

  private static Kept kept(RejectionReason reason, String detail, byte[] value) {
    return new Kept(
        new DeadLetter(
            reason,
            new SourceRecord(
                "sales",
                0,
                42,
                NOON.toEpochMilli(),
                "madrid".getBytes(StandardCharsets.UTF_8),
                value),
            "EOFException",
            detail),
        NOON);
  }
}
