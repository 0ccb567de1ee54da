package io.aforo.local.shop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** How much people want each product: the n-th one 1/n times as often as the first. */
final class Popularity {

  private final List<Product> products;

  /** Cumulated shares. */
  private final double[] shares;

  /** The catalogue, in an order that the seed decides. */
  Popularity(SplittableRandom random) {
    List<Product> shuffled = new ArrayList<>(Product.CATALOGUE);
    Collections.shuffle(shuffled, new Random(random.nextLong()));
    this.products = List.copyOf(shuffled);
    this.shares = new double[products.size()];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      sum += 1.0 / (i + 1);
      shares[i] = sum;
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
  }

  Product pick(SplittableRandom random) {
    int found = Arrays.binarySearch(shares, random.nextDouble());
    return products.get(Math.min(shares.length - 1, found < 0 ? -found - 1 : found + 1));
  }
}
