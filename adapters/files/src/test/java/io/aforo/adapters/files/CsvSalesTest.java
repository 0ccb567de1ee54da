package io.aforo.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.intake.DeadLetter;
import io.aforo.application.intake.Ingested;
import io.aforo.application.intake.SourceRecord;
import io.aforo.domain.intake.RejectionReason;
import io.aforo.domain.sales.Money;
import io.aforo.domain.sales.Quantity;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SaleKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvSalesTest {

  private static final String HEADER =
      "sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at\n";
  private static final String GOOD = "1,s,p,c,SALE,2,9.98,EUR,2026-01-01T10:00:00Z";
  private static final long TEN = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();

  @TempDir Path directory;

  @Test
  void lineBecomesASaleWithItsSource() throws IOException {
    List<Ingested<Sale>> read = read(HEADER + GOOD + "\n");

    assertThat(read)
        .containsExactly(
            new Ingested.Accepted<>(
                new SourceRecord("sales.csv", 0, 2, TEN, new byte[0], utf8(GOOD)), sale("1")));
  }

  @Test
  void emptyKindIsASaleAndEmptyCustomerIsNobody() throws IOException {
    List<Sale> sales = sales(HEADER + "1,s,p,,,1.250,3,EUR,2026-01-01T10:00:00.5Z\n");

    assertThat(sales)
        .containsExactly(
            new Sale(
                "1",
                "s",
                "p",
                "",
                SaleKind.SALE,
                new Quantity(1_250),
                new Money(30_000, "EUR"),
                TEN + 500));
  }

  @Test
  void columnsMayComeInAnyOrder() throws IOException {
    List<Sale> sales =
        sales(
            "sold_at,currency,amount,quantity,kind,customer_id,product_id,store_id,sale_id\n"
                + "2026-01-01T10:00:00Z,EUR,9.98,2,SALE,c,p,s,1\n");

    assertThat(sales).containsExactly(sale("1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void lineEndsByteOrderMarkAndMissingLastLineEndMakeNoDifference(String end) throws IOException {
    List<Sale> sales = sales("\uFEFF" + HEADER.replace("\n", end) + GOOD + end + end + GOOD);

    assertThat(sales).containsExactly(sale("1"), sale("1"));
  }

  @Test
  void quotedFieldsHoldCommasQuotesAndLineEndsAndTheLinesAreCountedOn() throws IOException {
    String first = "\"1,\"\"x\"\"\ny\r\nz\",s,p,c,SALE,2,9.98,EUR,2026-01-01T10:00:00Z";

    List<Ingested<Sale>> read = read(HEADER + first + "\r\nnonsense\r\n" + GOOD);

    assertThat(read.get(0))
        .isEqualTo(
            new Ingested.Accepted<>(
                new SourceRecord("sales.csv", 0, 2, TEN, new byte[0], utf8(first)),
                sale("1,\"x\"\ny\r\nz")));
    assertThat(read.get(1))
        .isEqualTo(
            rejected(
                5, -1, "nonsense", "line 5: expected 9 fields (" + HEADER.strip() + "), found 1"));
    assertThat(((Ingested.Accepted<Sale>) read.get(2)).record().offset()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1,s,p,c,sale,2,9,EUR,2026-01-01T10:00:00Z | BAD_LINE | line 2, column kind: expected one of [SALE, RETURN], found 'sale'
          1,s,p,c,SALE,two,9,EUR,2026-01-01T10:00:00Z | BAD_LINE | line 2, column quantity: expected a plain decimal such as 12.50, found 'two'
          1,s,p,c,SALE,,9,EUR,2026-01-01T10:00:00Z | BAD_LINE | line 2, column quantity: expected a plain decimal such as 12.50, found ''
          1,s,p,c,SALE,2,9E1,EUR,2026-01-01T10:00:00Z | BAD_LINE | line 2, column amount: expected a plain decimal such as 12.50, found '9E1'
          1,s,p,c,SALE,2,9.00001,EUR,2026-01-01T10:00:00Z | INVALID_AMOUNT | line 2, column amount: amount must have at most 4 decimals, was 9.00001
          1,s,p,c,SALE,2,-9,EUR,2026-01-01T10:00:00Z | INVALID_AMOUNT | line 2, column amount: amount must be between 0 and 1000000000, was -9.0000
          1,s,p,c,SALE,-2,9,EUR,2026-01-01T10:00:00Z | INVALID_QUANTITY | line 2, column quantity: quantity must be between 0 and 999999999.999, was -2.000
          1,s,p,c,SALE,2,9,EURO,2026-01-01T10:00:00Z | INVALID_CURRENCY | line 2, column currency: currency must be an ISO 4217 code such as EUR, was 'EURO'
          ,s,p,c,SALE,2,9,EUR,2026-01-01T10:00:00Z | INVALID_TEXT | line 2, column sale_id: sale_id must not be blank
          1,s,p,' ',SALE,2,9,EUR,2026-01-01T10:00:00Z | INVALID_TEXT | line 2, column customer_id: customer_id must not be blank
          """)
  void badValueIsADeadLetterAtItsEventTime(String line, RejectionReason reason, String detail)
      throws IOException {
    String raw = line.replace("'", "");

    List<Ingested<Sale>> read = read(HEADER + raw + "\n" + GOOD + "\n");

    assertThat(letter(read.get(0)).reason()).isEqualTo(reason);
    assertThat(letter(read.get(0)).detail()).isEqualTo(detail);
    assertThat(letter(read.get(0)).record())
        .isEqualTo(new SourceRecord("sales.csv", 0, 2, TEN, new byte[0], utf8(raw)));
    assertThat(read.get(1)).isInstanceOf(Ingested.Accepted.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "",
        "2026-01-01 10:00:00",
        "+1000000000-12-31T23:59:59Z",
        "1767261600"
      })
  void timeThatIsNotAnInstantIsADeadLetterWithoutTime(String time) throws IOException {
    String raw = "1,s,p,c,SALE,2,9.98,EUR," + time;

    List<Ingested<Sale>> read = read(HEADER + raw + "\n");

    assertThat(read)
        .containsExactly(
            rejected(
                2,
                -1,
                raw,
                "line 2, column sold_at: expected an ISO 8601 instant such as"
                    + " 2026-01-01T10:00:00Z, found '"
                    + time
                    + "'",
                letter(read.get(0)).errorClass()));
  }

  @Test
  void charactersBehindAClosingQuoteCostOneLine() throws IOException {
    String raw = "\"1\"x,s,p,c,SALE,2,9.98,EUR,2026-01-01T10:00:00Z";

    List<Ingested<Sale>> read = read(HEADER + raw + "\n" + GOOD);

    assertThat(letter(read.get(0)).detail())
        .startsWith("line 2: not CSV (RFC 4180): ")
        .contains("'x'")
        .doesNotContain("line 1");
    assertThat(letter(read.get(0)).record().value()).isEqualTo(utf8(raw));
    assertThat(accepted(read)).containsExactly(sale("1"));
  }

  @Test
  void quoteThatIsNeverClosedCostsOneLine() throws IOException {
    List<Ingested<Sale>> read =
        read(HEADER + "1,\"s,p,c\n" + GOOD + "\n" + GOOD.replaceFirst("1", "2") + "\n");

    assertThat(read.get(0))
        .isEqualTo(
            rejected(
                2,
                -1,
                "1,\"s,p,c",
                "line 2: a quoted field is not closed before the end of the file"));
    assertThat(accepted(read)).containsExactly(sale("1"), sale("2"));
  }

  @Test
  void quoteThatIsClosedByAnotherLinesQuoteCostsOneLine() throws IOException {
    List<Ingested<Sale>> read =
        read(HEADER + "1,\"s,p,c\n" + GOOD + "\n\"2\"" + GOOD.substring(1) + "\n");

    assertThat(letter(read.get(0)).record().value()).isEqualTo(utf8("1,\"s,p,c"));
    assertThat(accepted(read)).containsExactly(sale("1"), sale("2"));
    assertThat(read).hasSize(3);
  }

  @Test
  void quoteWithinAFieldIsACharacter() throws IOException {
    List<Sale> sales = sales(HEADER + "7\"" + GOOD.substring(1) + "\n" + GOOD);

    assertThat(sales).containsExactly(sale("7\""), sale("1"));
  }

  @Test
  void overlongLineIsCutAndCostsOneLine() throws IOException {
    String longLine = "9".repeat(3 * CsvEvents.LONGEST_RECORD) + GOOD;

    List<Ingested<Sale>> read = read(HEADER + longLine + "\n" + GOOD + "\n");

    assertThat(read.get(0))
        .isEqualTo(
            rejected(
                2,
                -1,
                longLine.substring(0, CsvEvents.LONGEST_RECORD),
                "line 2: longer than 65536 bytes"));
    assertThat(accepted(read)).containsExactly(sale("1"));
  }

  @Test
  void quotedFieldWithoutEndInALargeFileCostsOneLine() throws IOException {
    String rest = (GOOD + "\n").repeat(2_000);

    List<Ingested<Sale>> read = read(HEADER + "\"" + GOOD + "\n" + rest);

    assertThat(letter(read.get(0)).detail())
        .isEqualTo("line 2: longer than 65536 bytes; is the closing quote missing?");
    assertThat(accepted(read)).hasSize(2_000);
    assertThat(read).hasSize(2_001);
  }

  @Test
  void bytesThatAreNotUtf8AreADeadLetterWithThoseBytes() throws IOException {
    byte[] latin1 = ("caf\u00e9" + GOOD).getBytes(StandardCharsets.ISO_8859_1);
    Path file = directory.resolve("sales.csv");
    Files.write(file, utf8(HEADER));
    Files.write(file, latin1, java.nio.file.StandardOpenOption.APPEND);
    Files.write(file, utf8("\n" + GOOD), java.nio.file.StandardOpenOption.APPEND);

    List<Ingested<Sale>> read = read(file);

    assertThat(letter(read.get(0)).detail()).isEqualTo("line 2: not UTF-8");
    assertThat(letter(read.get(0)).reason()).isEqualTo(RejectionReason.BAD_LINE);
    assertThat(letter(read.get(0)).record().value()).isEqualTo(latin1);
    assertThat(accepted(read)).containsExactly(sale("1"));
  }

  @Test
  void carriageReturnAloneDoesNotEndALine() throws IOException {
    List<Ingested<Sale>> read = read(HEADER + GOOD + "\r" + GOOD + "\n");

    assertThat(read)
        .containsExactly(
            rejected(
                2,
                -1,
                GOOD + "\r" + GOOD,
                "line 2: a carriage return alone does not end a line; expected LF or CR LF"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | it is empty
          '

          ' | found ''
          sale_id,store_id | found 'sale_id,store_id'
          SALE_ID,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at | found 'SALE_ID,store_id
          sale_id,store_id,product_id,customer_id,kind,quantity,amount,currency,sold_at,more | sold_at,more'
          sale_id,sale_id,product_id,customer_id,kind,quantity,amount,currency,sold_at | found 'sale_id,sale_id
          "sale_id | found '"sale_id', not CSV (RFC 4180)
          """,
      quoteCharacter = '\'')
  void wrongHeaderSaysWhatIsExpectedAndWhatIsThere(String content, String found)
      throws IOException {
    Path file = directory.resolve("sales.csv");
    Files.writeString(file, content.isEmpty() ? content : content + "\n");

    assertThatThrownBy(() -> CsvSales.open(file))
        .isInstanceOf(WrongHeader.class)
        .hasMessageStartingWith(
            file
                + " must begin with the header of sales, in UTF-8 and in any order: "
                + HEADER.strip()
                + "; ")
        .hasMessageContaining(found);
  }

  @Test
  void headerInAnotherEncodingIsWrong() throws IOException {
    Path file = directory.resolve("sales.csv");
    Files.writeString(file, HEADER + GOOD, StandardCharsets.UTF_16);

    assertThatThrownBy(() -> CsvSales.open(file))
        .isInstanceOf(WrongHeader.class)
        .hasMessageEndingWith("not UTF-8");
  }

  @Test
  void missingFileIsAnIOException() {
    assertThatThrownBy(() -> CsvSales.open(directory.resolve("nowhere.csv")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void progressEndsAtTheFilesSize() throws IOException {
    Path file = directory.resolve("sales.csv");
    Files.writeString(file, HEADER + GOOD + "\n\"\n\n" + GOOD + "\n\n");

    try (CsvEvents<Sale> events = CsvSales.open(file)) {
      assertThat(events.bytesRead()).isEqualTo(HEADER.length());
      events.next();
      assertThat(events.bytesRead()).isEqualTo(HEADER.length() + GOOD.length() + 1);
      events.forEachRemaining(event -> {});
      assertThat(events.bytesRead()).isEqualTo(events.size()).isEqualTo(Files.size(file));
    }
  }

  private List<Ingested<Sale>> read(String content) throws IOException {
    Path file = directory.resolve("sales.csv");
    Files.writeString(file, content);
    return read(file);
  }

  private static List<Ingested<Sale>> read(Path file) throws IOException {
    List<Ingested<Sale>> read = new ArrayList<>();
    try (CsvEvents<Sale> events = CsvSales.open(file)) {
      events.forEachRemaining(read::add);
    }
    return read;
  }

  private List<Sale> sales(String content) throws IOException {
    List<Ingested<Sale>> read = read(content);
    assertThat(read).allMatch(event -> event instanceof Ingested.Accepted);
    return accepted(read);
  }

  private static List<Sale> accepted(List<Ingested<Sale>> read) {
    return read.stream()
        .filter(event -> event instanceof Ingested.Accepted)
        .map(event -> ((Ingested.Accepted<Sale>) event).event())
        .toList();
  }

  private static DeadLetter letter(Ingested<Sale> event) {
    return ((Ingested.Rejected<Sale>) event).letter();
  }

  private static Ingested<Sale> rejected(long line, long time, String raw, String detail) {
    return rejected(line, time, raw, detail, "InvalidEvent");
  }

  private static Ingested<Sale> rejected(
      long line, long time, String raw, String detail, String errorClass) {
    return new Ingested.Rejected<>(
        new DeadLetter(
            RejectionReason.BAD_LINE,
            new SourceRecord("sales.csv", 0, line, time, new byte[0], utf8(raw)),
            errorClass,
            detail));
  }

  private static Sale sale(String id) {
    return new Sale(
        id, "s", "p", "c", SaleKind.SALE, new Quantity(2_000), new Money(99_800, "EUR"), TEN);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
