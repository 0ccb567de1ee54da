package io.aforo.benchmarks.temperature;

import io.aforo.domain.temperature.Reading;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * What one writes on Flink by hand: the readings of the last 60 s are kept for each sensor, and
 * each new one is compared with all of them. It knows no duplicates, no lateness, no episodes, and
 * never forgets a sensor.
 */
final class ScanOfTheWindow {

  private ScanOfTheWindow() {}

  static DataStream<TemperatureContest.Spike> ofAMap(DataStream<Reading> readings) {
    return through(readings, new OfAMap());
  }

  static DataStream<TemperatureContest.Spike> ofAValue(DataStream<Reading> readings) {
    return through(readings, new OfAValue());
  }

  private static DataStream<TemperatureContest.Spike> through(
      DataStream<Reading> readings,
      KeyedProcessFunction<String, Reading, TemperatureContest.Spike> scan) {
    return readings.keyBy(Reading::sensorId, Types.STRING).process(scan, TemperatureContest.SPIKE);
  }

  /** A reading is an entry of a map, by its time. */
  static final class OfAMap
      extends KeyedProcessFunction<String, Reading, TemperatureContest.Spike> {

    private static final long serialVersionUID = 1L;

    private transient MapState<Long, Long> window;

    @Override
    public void open(OpenContext context) {
      window =
          getRuntimeContext()
              .getMapState(new MapStateDescriptor<>("window", Types.LONG, Types.LONG));
    }

    @Override
    public void processElement(
        Reading reading, Context context, Collector<TemperatureContest.Spike> out)
        throws Exception {
      long at = reading.readAt();
      long value = reading.temperature().ninthsOfMilliCelsius();
      boolean isJump = false;
      for (Iterator<Map.Entry<Long, Long>> kept = window.iterator(); kept.hasNext(); ) {
        Map.Entry<Long, Long> other = kept.next();
        if (other.getKey() < at - TemperatureContest.WINDOW_MILLIS) {
          kept.remove();
        } else if (Math.abs(value - other.getValue()) >= TemperatureContest.THRESHOLD) {
          isJump = true;
        }
      }
      window.put(at, value);
      if (isJump) {
        out.collect(new TemperatureContest.Spike(reading.sensorId(), at));
      }
    }
  }

  /** The readings are one value, in two columns: as fast as a scan gets. */
  static final class OfAValue
      extends KeyedProcessFunction<String, Reading, TemperatureContest.Spike> {

    private static final long serialVersionUID = 1L;

    private transient ValueState<Window> window;

    @Override
    public void open(OpenContext context) {
      window =
          getRuntimeContext()
              .getState(new ValueStateDescriptor<>("window", TypeInformation.of(Window.class)));
    }

    @Override
    public void processElement(
        Reading reading, Context context, Collector<TemperatureContest.Spike> out)
        throws Exception {
      Window current = window.value();
      if (current == null) {
        current = new Window();
      }
      long at = reading.readAt();
      long value = reading.temperature().ninthsOfMilliCelsius();
      if (current.addAndScan(at, value)) {
        out.collect(new TemperatureContest.Spike(reading.sensorId(), at));
      }
      window.update(current);
    }
  }

  /** The readings of a window, in order; a POJO, for Flink's own serializer. */
  public static final class Window {

    public long[] times = new long[64];
    public long[] values = new long[64];
    public int size;

    boolean addAndScan(long at, long value) {
      int kept = 0;
      boolean isJump = false;
      for (int i = 0; i < size; i++) {
        if (times[i] >= at - TemperatureContest.WINDOW_MILLIS) {
          times[kept] = times[i];
          values[kept] = values[i];
          kept++;
          isJump |= Math.abs(value - values[i]) >= TemperatureContest.THRESHOLD;
        }
      }
      size = kept;
      if (size == times.length) {
        times = Arrays.copyOf(times, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      times[size] = at;
      values[size] = value;
      size++;
      return isJump;
    }
  }
}
