package io.aforo.adapters.flink.format;

import io.aforo.domain.temperature.Direction;
import io.aforo.domain.temperature.Excursion;
import io.aforo.domain.temperature.Flatline;
import io.aforo.domain.temperature.JumpRule;
import io.aforo.domain.temperature.Plausibility;
import io.aforo.domain.temperature.RuleScope;
import io.aforo.domain.temperature.SeverityBands;
import io.aforo.domain.temperature.Temperature;
import io.aforo.domain.temperature.TemperatureDelta;
import io.aforo.domain.temperature.TemperatureRule;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A rule, part by part; what a rule may do without is preceded by whether it is there. */
final class TemperatureRuleFormat implements Format<TemperatureRule> {

  @Override
  public void write(TemperatureRule rule, DataOutputView out) throws IOException {
    Fields.writeText(rule.scope().level().name(), out);
    Fields.writeText(rule.scope().target(), out);
    out.writeLong(rule.effectiveFrom());
    writeJump(rule.jump(), out);
    writeBands(rule.severity(), out);
    writePlausibility(rule.plausibility(), out);
    writeOptional(rule.tooWarm(), TemperatureRuleFormat::writeExcursion, out);
    writeOptional(rule.tooCold(), TemperatureRuleFormat::writeExcursion, out);
    writeOptional(rule.silence(), TemperatureRuleFormat::writeDuration, out);
    writeOptional(rule.flatline(), TemperatureRuleFormat::writeFlatline, out);
  }

  @Override
  public TemperatureRule read(int version, DataInputView in) throws IOException {
    RuleScope.Level level = RuleScope.Level.valueOf(Fields.readText(in));
    return new TemperatureRule(
        new RuleScope(level, Fields.readText(in)),
        in.readLong(),
        readJump(in),
        readBands(in),
        readPlausibility(in),
        readOptional(TemperatureRuleFormat::readExcursion, in),
        readOptional(TemperatureRuleFormat::readExcursion, in),
        readOptional(TemperatureRuleFormat::readDuration, in),
        readOptional(TemperatureRuleFormat::readFlatline, in));
  }

  private static void writeJump(JumpRule jump, DataOutputView out) throws IOException {
    Fields.writeText(jump.id(), out);
    Fields.writeLong(jump.version(), out);
    writeDelta(jump.threshold(), out);
    writeDuration(jump.window(), out);
    Fields.writeText(jump.direction().map(Direction::name).orElse(""), out);
    writeDelta(jump.clearBelow(), out);
    writeDuration(jump.clearAfter(), out);
  }

  private static JumpRule readJump(DataInputView in) throws IOException {
    String id = Fields.readText(in);
    int version = (int) Fields.readLong(in);
    TemperatureDelta threshold = readDelta(in);
    Duration window = readDuration(in);
    String direction = Fields.readText(in);
    return new JumpRule(
        id,
        version,
        threshold,
        window,
        direction.isEmpty() ? Optional.empty() : Optional.of(Direction.valueOf(direction)),
        readDelta(in),
        readDuration(in));
  }

  private static void writeBands(SeverityBands bands, DataOutputView out) throws IOException {
    writeDelta(bands.warningFrom(), out);
    writeDelta(bands.criticalFrom(), out);
  }

  private static SeverityBands readBands(DataInputView in) throws IOException {
    return new SeverityBands(readDelta(in), readDelta(in));
  }

  private static void writePlausibility(Plausibility plausibility, DataOutputView out)
      throws IOException {
    writeTemperature(plausibility.coldest(), out);
    writeTemperature(plausibility.hottest(), out);
    Fields.writeLong(plausibility.sentinels().size(), out);
    // In one order, so that equal rules are equal bytes.
    for (Temperature sentinel : new TreeSet<>(plausibility.sentinels())) {
      writeTemperature(sentinel, out);
    }
  }

  private static Plausibility readPlausibility(DataInputView in) throws IOException {
    Temperature coldest = readTemperature(in);
    Temperature hottest = readTemperature(in);
    Set<Temperature> sentinels = new HashSet<>();
    for (long left = Fields.readLong(in); left > 0; left--) {
      sentinels.add(readTemperature(in));
    }
    return new Plausibility(coldest, hottest, sentinels);
  }

  private static void writeExcursion(Excursion excursion, DataOutputView out) throws IOException {
    writeTemperature(excursion.limit(), out);
    writeDuration(excursion.patience(), out);
    writeBands(excursion.severity(), out);
  }

  private static Excursion readExcursion(DataInputView in) throws IOException {
    return new Excursion(readTemperature(in), readDuration(in), readBands(in));
  }

  private static void writeFlatline(Flatline flatline, DataOutputView out) throws IOException {
    writeDelta(flatline.below(), out);
    writeDuration(flatline.time(), out);
  }

  private static Flatline readFlatline(DataInputView in) throws IOException {
    return new Flatline(readDelta(in), readDuration(in));
  }

  private static void writeTemperature(Temperature temperature, DataOutputView out)
      throws IOException {
    Fields.writeLong(temperature.ninthsOfMilliCelsius(), out);
  }

  private static Temperature readTemperature(DataInputView in) throws IOException {
    return new Temperature(Fields.readLong(in));
  }

  private static void writeDelta(TemperatureDelta delta, DataOutputView out) throws IOException {
    Fields.writeLong(delta.ninthsOfMilliCelsius(), out);
  }

  private static TemperatureDelta readDelta(DataInputView in) throws IOException {
    return new TemperatureDelta(Fields.readLong(in));
  }

  /** Every duration of a rule is whole milliseconds. */
  private static void writeDuration(Duration duration, DataOutputView out) throws IOException {
    Fields.writeLong(duration.toMillis(), out);
  }

  private static Duration readDuration(DataInputView in) throws IOException {
    return Duration.ofMillis(Fields.readLong(in));
  }

  private interface Writer<T> {
    void write(T value, DataOutputView out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputView in) throws IOException;
  }

  private static <T> void writeOptional(Optional<T> part, Writer<T> writer, DataOutputView out)
      throws IOException {
    out.writeBoolean(part.isPresent());
    if (part.isPresent()) {
      writer.write(part.get(), out);
    }
  }

  private static <T> Optional<T> readOptional(Reader<T> reader, DataInputView in)
      throws IOException {
    return in.readBoolean() ? Optional.of(reader.read(in)) : Optional.empty();
  }
}
