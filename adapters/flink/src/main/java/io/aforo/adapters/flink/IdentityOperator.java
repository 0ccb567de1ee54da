package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.IdentifySales;
import io.aforo.application.UnidentifiedSales;
import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SeenSale;
import io.aforo.domain.sales.SeenSales;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.SimpleTimerService;
import org.apache.flink.streaming.api.TimerService;

/**
 * Runs the identity of sales, and carries over what 0.1.0 has left: there each id was a key with a
 * value and a timer of its own. The values move into their buckets at the start; the timers stay,
 * and find nothing when they fire.
 */
final class IdentityOperator extends UseCaseOperator<String, UnidentifiedSales, SeenSales, Sale> {

  private static final long serialVersionUID = 1L;

  /** What 0.1.0 called the value of an id. */
  static final String OF_ONE_ID = "state";

  /** What Flink calls the timers of a {@code KeyedProcessFunction}. */
  private static final String TIMERS = "user-timers";

  /** At high rates a sorter is full before that. */
  static final Duration MOST_HELD = Duration.ofMillis(50);

  private final IdBuckets buckets;

  /**
   * What gathers sales by their buckets before the shuffle. It holds them for a moment only: an
   * input that was left out as idle, and comes back behind the others, does not hold their time
   * back, and its sales would come late.
   */
  static CombineOperator<Ingested.Accepted<Sale>, UnidentifiedSales> sorting(
      IdentifySales identify) {
    return new CombineOperator<>(identify::newSorter, MOST_HELD);
  }

  /**
   * @param identify spreads ids over the buckets
   * @param input the input's name, first part of its counters' names
   */
  IdentityOperator(IdentifySales identify, IdBuckets buckets, String input, Silence silence) {
    super(identify, KeptState.seenSales(identify), input, silence);
    this.buckets = buckets;
  }

  @Override
  public void open() throws Exception {
    super.open();
    try (Stream<String> ids = idsThatAreKeys()) {
      Iterator<String> left = ids.iterator();
      if (left.hasNext()) {
        carryOver(left);
      }
    }
  }

  private void carryOver(Iterator<String> ids) throws Exception {
    ValueState<SeenSale> ofOneId =
        getRuntimeContext().getState(new ValueStateDescriptor<>(OF_ONE_ID, Formats.SEEN_SALE));
    TimerService timers =
        new SimpleTimerService(
            getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this));
    while (ids.hasNext()) {
      String id = ids.next();
      setCurrentKey(id);
      SeenSale seen = ofOneId.value();
      ofOneId.clear();
      setCurrentKey(buckets.keyOf(buckets.bucketOf(id.hashCode())));
      change(bucket -> bucket.remember(id, seen), timers);
    }
  }

  /** A backend that serializes goes through keys as they were; on the heap they would change. */
  private Stream<String> idsThatAreKeys() {
    KeyedStateBackend<String> backend = getKeyedStateBackend();
    Stream<String> ids = backend.getKeys(OF_ONE_ID, VoidNamespace.INSTANCE);
    if (serializes()) {
      return ids;
    }
    try (ids) {
      List<String> all = ids.toList();
      return all.stream();
    }
  }
}
