package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 128, 720})
  void eachBucketFallsIntoAKeyGroupOfItsOwn(int maxParallelism) {
    Buckets buckets = new Buckets(maxParallelism);

    assertThat(
            IntStream.range(0, maxParallelism)
                .map(
                    bucket ->
                        KeyGroupRangeAssignment.assignToKeyGroup(
                            buckets.keyOf(bucket), maxParallelism)))
        .containsExactly(IntStream.range(0, maxParallelism).boxed().toArray(Integer[]::new));
  }
}
