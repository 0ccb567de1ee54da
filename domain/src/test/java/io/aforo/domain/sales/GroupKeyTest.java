package io.aforo.domain.sales;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Groups that differ in one value, and have one hash all the same: "Aa" and "BB" do. */
class GroupKeyTest {

  private static final GroupKey GROUP = new GroupKey("Aa", "Aa", "Aa", "Aa");

  static Stream<GroupKey> others() {
    return Stream.of(
        new GroupKey("BB", "Aa", "Aa", "Aa"),
        new GroupKey("Aa", "BB", "Aa", "Aa"),
        new GroupKey("Aa", "Aa", "BB", "Aa"),
        new GroupKey("Aa", "Aa", "Aa", "BB"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void groupsWhoseHashesCollideAreStillTold(GroupKey other) {
    assertThat(other).hasSameHashCodeAs(GROUP).isNotEqualTo(GROUP);
    assertThat(other.has(GROUP.storeId(), GROUP.productId(), GROUP.customerId(), GROUP.currency()))
        .isFalse();
  }

  @Test
  void groupsOfTheSameValuesAreOne() {
    GroupKey same = new GroupKey("Aa", "Aa", "Aa", "Aa");

    assertThat(same).isEqualTo(GROUP).hasSameHashCodeAs(GROUP).isEqualByComparingTo(GROUP);
    assertThat(same.has("Aa", "Aa", "Aa", "Aa")).isTrue();
  }

  @Test
  void aGroupIsNothingElse() {
    assertThat(GROUP.equals((Object) "(Aa, Aa, Aa, Aa)")).isFalse();
    assertThat(GROUP.equals(null)).isFalse();
  }

  @Test
  void groupsAreOrderedByStoreThenProductThenCustomerThenCurrency() {
    GroupKey first = new GroupKey("a", "b", "b", "b");
    GroupKey second = new GroupKey("b", "a", "b", "b");
    GroupKey third = new GroupKey("b", "b", "a", "b");
    GroupKey fourth = new GroupKey("b", "b", "b", "a");
    GroupKey fifth = new GroupKey("b", "b", "b", "b");

    assertThat(Stream.of(third, fifth, first, fourth, second).sorted())
        .isEqualTo(List.of(first, second, third, fourth, fifth));
  }

  @Test
  void aGroupReadsAsItsValues() {
    assertThat(new GroupKey("norte", "", "ana", "EUR")).hasToString("(norte, , ana, EUR)");
  }
}
