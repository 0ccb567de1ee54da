package io.aforo.local.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadingLineTest {

  private static final long GAP = 300_000;

  @Test
  void readingsFurtherApartThanAGapAreNotJoined() {
    ReadingLine line = new ReadingLine(new Span(0, 1_000_000), GAP);
    line.add(0, 1);
    line.add(300_000, 2);
    line.add(600_001, 3);
    line.add(1_000_000, 4);

    assertThat(points(line)).containsExactly("0:1", "300000:2 joined", "600001:3", "1000000:4");
  }

  @Test
  void ofAMillionReadingsTheExtremesOfEachColumnAreLeftAndNoSpikeIsLost() {
    ReadingLine line = new ReadingLine(new Span(0, 999_999), GAP);
    for (long at = 0; at < 1_000_000; at++) {
      line.add(at, at == 123_456 ? 9_999 : at == 765_432 ? -9_999 : at % 7);
    }

    List<String> points = points(line);

    assertThat(points).hasSizeLessThanOrEqualTo(2 * ReadingLine.COLUMNS);
    assertThat(points).contains("123456:9999 joined", "765432:-9999 joined");
    assertThat(line.low()).isEqualTo(-9_999);
    assertThat(line.high()).isEqualTo(9_999);
    assertThat(line.readings()).isEqualTo(1_000_000);
  }

  @Test
  void theOrderOfArrivalDoesNotMatter() {
    Random random = new Random(1);
    List<long[]> readings = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      // Distinct values, so that each column has one coldest and one hottest reading.
      readings.add(new long[] {random.nextInt(10_000_000), 10_000L * random.nextInt(1_000) + i});
    }
    List<String> inOrder = points(lineOf(readings));
    Collections.shuffle(readings, random);

    assertThat(points(lineOf(readings))).isEqualTo(inOrder);
  }

  @Test
  void readingsOutsideOfTheTimeAreLeftOut() {
    ReadingLine line = new ReadingLine(new Span(10, 20), GAP);
    for (long at : new long[] {9, 10, 20, 21}) {
      line.add(at, at);
    }

    assertThat(points(line)).containsExactly("10:10", "20:20 joined");
  }

  private static ReadingLine lineOf(List<long[]> readings) {
    ReadingLine line = new ReadingLine(new Span(0, 10_000_000), GAP);
    readings.forEach(reading -> line.add(reading[0], reading[1]));
    return line;
  }

  private static List<String> points(ReadingLine line) {
    List<String> points = new ArrayList<>();
    line.draw((at, value, isJoined) -> points.add(at + ":" + value + (isJoined ? " joined" : "")));
    return points;
  }
}
