package io.aforo.local.shop;

import java.util.SplittableRandom;

/**
 * How often something is done that is done at least once.
 *
 * @param again how likely it is to be done once more
 * @param most how often at most
 */
record Repeats(double again, int most) {

  int draw(SplittableRandom random) {
    int times = 1;
    while (times < most && random.nextDouble() < again) {
      times++;
    }
    return times;
  }

  double mean() {
    return (1 - StrictMath.pow(again, most)) / (1 - again);
  }
}
