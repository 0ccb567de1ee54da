package io.aforo.benchmarks.temperature;

import io.aforo.domain.temperature.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.Collector;

/**
 * Jumps as a pattern of Flink CEP: a reading, and any later one that is much warmer or colder. No
 * match lets others go: where any is skipped, so are jumps of the readings that it began with.
 */
final class JumpsByCep {

  private JumpsByCep() {}

  static DataStream<TemperatureContest.Spike> of(DataStream<Reading> readings) {
    Pattern<Reading, Reading> jump =
        Pattern.<Reading>begin("first", AfterMatchSkipStrategy.noSkip())
            .followedByAny("second")
            .where(new Differs())
            // Of which the end is no part.
            .within(Duration.ofMillis(TemperatureContest.WINDOW_MILLIS + 1));
    return CEP.pattern(readings.keyBy(Reading::sensorId, Types.STRING), jump)
        .process(new SecondOf(), TemperatureContest.SPIKE);
  }

  private static final class Differs extends IterativeCondition<Reading> {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean filter(Reading second, Context<Reading> match) throws Exception {
      for (Reading first : match.getEventsForPattern("first")) {
        if (second.temperature().minus(first.temperature()).abs().ninthsOfMilliCelsius()
            >= TemperatureContest.THRESHOLD) {
          return true;
        }
      }
      return false;
    }
  }

  private static final class SecondOf
      extends PatternProcessFunction<Reading, TemperatureContest.Spike> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processMatch(
        Map<String, List<Reading>> match,
        Context context,
        Collector<TemperatureContest.Spike> out) {
      Reading second = match.get("second").get(0);
      out.collect(new TemperatureContest.Spike(second.sensorId(), second.readAt()));
    }
  }
}
