package io.aforo.adapters.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import io.aforo.domain.temperature.Reading;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CsvRoundTripTest {

  @Property(tries = 100)
  void salesComeBackAsTheyWereWritten(@ForAll("sales") List<Sale> sales) throws IOException {
    Path file = Files.createTempFile("sales", ".csv");
    try {
      CsvTable.write(
          file,
          List.of(
              "sale_id",
              "store_id",
              "product_id",
              "customer_id",
              "kind",
              "quantity",
              "amount",
              "currency",
              "sold_at"),
          sales.stream()
                  .map(
                      sale ->
                          List.of(
                              sale.saleId(),
                              sale.storeId(),
                              sale.productId(),
                              sale.customerId(),
                              sale.kind().name(),
                              sale.quantity().toString(),
                              sale.amount().toBigDecimal().toPlainString(),
                              sale.amount().currency(),
                              Instant.ofEpochMilli(sale.soldAt()).toString()))
              ::forEach);

      assertThat(accepted(CsvSales.open(file))).isEqualTo(sales);
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 100)
  void readingsComeBackAsTheyWereWritten(@ForAll("readings") List<CsvReading> readings)
      throws IOException {
    Path file = Files.createTempFile("readings", ".csv");
    try {
      CsvTable.write(
          file,
          List.of("reading_id", "sensor_id", "value", "unit", "read_at"),
          readings.stream()
                  .map(
                      read ->
                          List.of(
                              read.reading().readingId(),
                              read.reading().sensorId(),
                              Double.toString(read.value()),
                              read.unit().name(),
                              Instant.ofEpochMilli(read.reading().readAt()).toString()))
              ::forEach);

      assertThat(accepted(CsvReadings.open(file))).isEqualTo(readings);
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 300)
  void noContentIsACrashAndNothingIsLost(@ForAll("noise") String noise) throws IOException {
    Path file = Files.createTempFile("readings", ".csv");
    try {
      String header = "reading_id,sensor_id,value,unit,read_at\n";
      Files.writeString(file, header + noise, ISO_8859_1);

      long bytes = 0;
      try (CsvEvents<CsvReading> events = CsvReadings.open(file)) {
        long line = 1;
        while (events.hasNext()) {
          var record =
              events.next() instanceof Ingested.Rejected<CsvReading> refused
                  ? refused.letter().record()
                  : null;
          assertThat(record).isNotNull();
          assertThat(record.offset()).isGreaterThan(line);
          line = record.offset();
          bytes += withoutLineEnds(new String(record.value(), ISO_8859_1)).length();
        }
        assertThat(events.bytesRead()).isEqualTo(events.size());
      }

      assertThat(bytes).isEqualTo(withoutLineEnds(noise).length());
    } finally {
      Files.delete(file);
    }
  }

  private static String withoutLineEnds(String text) {
    return text.replaceAll("\r?\n", "");
  }

  /** What a parser of CSV stumbles over, and bytes that are not UTF-8. */
  @Provide
  Arbitrary<String> noise() {
    return Arbitraries.of("\"", ",", "\n", "\r\n", "\r", "a", "7", "é", "\u0000", "\"\"")
        .list()
        .ofMaxSize(30)
        .map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<List<Sale>> sales() {
    return Combinators.combine(
            ids(),
            ids(),
            ids(),
            ids().injectDuplicates(0.1).optional().map(id -> id.orElse("")),
            Arbitraries.of(SaleKind.class),
            Arbitraries.longs().between(0, 999_999_999_999L).map(Quantity::new),
            Combinators.combine(
                    Arbitraries.longs().between(0, 10_000_000_000_000L),
                    Arbitraries.of("EUR", "JPY", "KWD"))
                .as(Money::new),
            times())
        .as(Sale::new)
        .list()
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<CsvReading>> readings() {
    return Combinators.combine(
            ids().optional().map(id -> id.orElse("")),
            ids(),
            Arbitraries.doubles().between(0, 1e9).ofScale(5),
            Arbitraries.of(TemperatureUnit.class),
            times())
        .as(
            (id, sensor, value, unit, time) ->
                new CsvReading(
                    new Reading(id, sensor, Temperature.of(value, unit), time), value, unit))
        .list()
        .ofMaxSize(20);
  }

  private static Arbitrary<String> ids() {
    return Arbitraries.strings()
        .withChars("ab \"',;\n\r\tñ€#=")
        .ofMinLength(1)
        .ofMaxLength(12)
        .filter(id -> !id.isBlank());
  }

  private static Arbitrary<Long> times() {
    return Arbitraries.longs().between(-62_135_596_800_000L, 253_402_300_799_999L);
  }

  private static <E> List<E> accepted(CsvEvents<E> events) throws IOException {
    try (events) {
      List<E> accepted = new ArrayList<>();
      events.forEachRemaining(event -> accepted.add(((Ingested.Accepted<E>) event).event()));
      return accepted;
    }
  }
}
