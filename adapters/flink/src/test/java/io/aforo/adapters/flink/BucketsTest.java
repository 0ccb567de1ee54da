package io.aforo.adapters.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 128, 720})
  void eachBucketOfIdsFallsIntoTheKeyGroupOfItsIds(int maxParallelism) {
    IdBuckets buckets = new IdBuckets(maxParallelism);

    for (int n = 0; n < 2_000; n++) {
      String id = "norte\0" + n;
      String key = buckets.keyOf(buckets.bucketOf(id.hashCode()));
      assertThat(KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism))
          .isEqualTo(KeyGroupRangeAssignment.assignToKeyGroup(id, maxParallelism));
    }
    assertThat(IntStream.range(0, buckets.buckets()).mapToObj(buckets::keyOf))
        .hasSize(maxParallelism)
        .doesNotHaveDuplicates();
  }

  @Test
  void theKeysOfBucketsNeverChange() {
    assertThat(IntStream.of(0, 1, 127).map(new Buckets(128)::keyOf)).containsExactly(312, 13, 2);
    assertThat(IntStream.of(0, 1, 127).mapToObj(new IdBuckets(128)::keyOf))
        .containsExactly("88", "117", "243");
  }
}
