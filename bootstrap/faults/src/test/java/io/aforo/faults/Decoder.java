package io.aforo.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * What a record of the log is, by the oracle's own lights: decoded with Avro's generic reader and
 * the writer's schema, which the registry is asked for over HTTP.
 */
final class Decoder {

  /** A good sale; times are epoch milliseconds. */
  record Sale(
      String id,
      String store,
      String product,
      String customer,
      String currency,
      boolean isReturn,
      BigDecimal quantity,
      BigDecimal amount,
      long soldAt) {}

  /** A good reading; the temperature in ninths of a milli-degree Celsius. */
  record Reading(String id, String sensor, long ninths, long readAt) {}

  /** Bad data. */
  static final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    Refusal(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final long FIVE_MINUTES = 300_000;

  private final String registryUrl;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, Optional<Schema>> schemas = new HashMap<>();

  Decoder(String registryUrl) {
    this.registryUrl = registryUrl;
  }

  /**
   * @throws Refusal with the reason that the dead letter must have
   */
  Sale sale(byte[] value, long recordTime) throws Refusal {
    GenericRecord fields = fields(value, "io.aforo.schemas.Sale");
    String id = text(fields, "sale_id", true);
    String store = text(fields, "store_id", true);
    String product = text(fields, "product_id", true);
    String customer = text(fields, "customer_id", false);
    BigDecimal quantity = decimal(fields, "quantity", "999999999.999", "INVALID_QUANTITY");
    BigDecimal amount = decimal(fields, "amount", "1000000000", "INVALID_AMOUNT");
    String currency = fields.get("currency").toString();
    if (Currency.getAvailableCurrencies().stream()
        .noneMatch(known -> known.getCurrencyCode().equals(currency))) {
      throw new Refusal("INVALID_CURRENCY");
    }
    boolean isReturn = fields.get("kind").toString().equals("RETURN");
    long soldAt = time(fields, "sold_at", recordTime);
    return new Sale(id, store, product, customer, currency, isReturn, quantity, amount, soldAt);
  }

  /**
   * @throws Refusal with the reason that the dead letter must have
   */
  Reading reading(byte[] value, long recordTime) throws Refusal {
    GenericRecord fields = fields(value, "io.aforo.schemas.TemperatureReading");
    String id = text(fields, "reading_id", false);
    String sensor = text(fields, "sensor_id", true);
    double degrees = ((Number) fields.get("value")).doubleValue();
    if (Double.isNaN(degrees) || Math.abs(degrees) > 1e9) {
      throw new Refusal("SENSOR_FAULT");
    }
    long milli =
        new BigDecimal(Double.toString(degrees))
            .setScale(3, RoundingMode.HALF_EVEN)
            .unscaledValue()
            .longValueExact();
    long ninths =
        switch (fields.get("unit").toString()) {
          case "CELSIUS" -> 9 * milli;
          case "FAHRENHEIT" -> 5 * (milli - 32_000);
          case "KELVIN" -> 9 * (milli - 273_150);
          default -> throw new Refusal("BAD_AVRO");
        };
    if (ninths < 9 * -273_150L) {
      throw new Refusal("SENSOR_FAULT");
    }
    return new Reading(id, sensor, ninths, time(fields, "read_at", recordTime));
  }

  private GenericRecord fields(byte[] value, String type) throws Refusal {
    if (value.length <= 5 || value[0] != 0) {
      throw new Refusal("BAD_FRAME");
    }
    Schema writer =
        schema(ByteBuffer.wrap(value).getInt(1)).orElseThrow(() -> new Refusal("UNKNOWN_SCHEMA"));
    if (!writer.getFullName().equals(type)) {
      throw new Refusal("WRONG_TYPE");
    }
    BinaryDecoder body = DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null);
    try {
      GenericRecord fields = new GenericDatumReader<GenericRecord>(writer).read(null, body);
      if (!body.isEnd()) {
        throw new Refusal("TRAILING_BYTES");
      }
      return fields;
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException cut) {
      throw new Refusal("BAD_AVRO");
    }
  }

  private static String text(GenericRecord fields, String name, boolean isRequired) throws Refusal {
    Object value = fields.get(name);
    String text = value == null ? "" : value.toString();
    if ((text.isBlank() && (isRequired || !text.isEmpty()))
        || text.length() > 256
        || text.indexOf(0) >= 0) {
      throw new Refusal("INVALID_TEXT");
    }
    return text;
  }

  private static BigDecimal decimal(GenericRecord fields, String name, String most, String reason)
      throws Refusal {
    LogicalTypes.Decimal type =
        (LogicalTypes.Decimal) fields.getSchema().getField(name).schema().getLogicalType();
    ByteBuffer bytes = ((ByteBuffer) fields.get(name)).duplicate();
    byte[] unscaled = new byte[bytes.remaining()];
    bytes.get(unscaled);
    BigDecimal value = new BigDecimal(new BigInteger(unscaled), type.getScale());
    if (value.signum() < 0 || value.compareTo(new BigDecimal(most)) > 0) {
      throw new Refusal(reason);
    }
    return value;
  }

  private static long time(GenericRecord fields, String name, long recordTime) throws Refusal {
    long time = ((Number) fields.get(name)).longValue();
    if (time < EARLIEST) {
      throw new Refusal("STALE_TIMESTAMP");
    }
    if (time > recordTime + FIVE_MINUTES) {
      throw new Refusal("FUTURE_TIMESTAMP");
    }
    return time;
  }

  private Optional<Schema> schema(int id) {
    return schemas.computeIfAbsent(id, this::fetch);
  }

  private Optional<Schema> fetch(int id) {
    URI uri = URI.create(registryUrl + "/schemas/ids/" + id);
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
              HttpResponse.BodyHandlers.ofString());
      return switch (answer.statusCode()) {
        case 200 ->
            Optional.of(
                new Schema.Parser().parse(JSON.readTree(answer.body()).path("schema").asText()));
        case 404 -> Optional.empty();
        default -> throw new IllegalStateException(uri + " answered " + answer.statusCode());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + uri, e);
    }
  }
}
