package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.AggregateSales;
import io.aforo.application.IdentifySales;
import io.aforo.domain.sales.GroupKey;
import io.aforo.domain.sales.SalesPage;
import io.aforo.domain.sales.SalesPages;
import io.aforo.domain.sales.SalesTable;
import io.aforo.domain.sales.SeenPage;
import io.aforo.domain.sales.SeenPages;
import io.aforo.domain.sales.SeenSales;
import io.aforo.domain.temperature.SensorMonitor;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * How a use case's state lies in Flink's: of the current key, as always with keyed state.
 *
 * @param <S> the state of one key
 */
interface KeptState<S> {

  /** Of a monitor without readings, on the heap. */
  long MONITOR_BYTES = 1_000;

  /** Of a reading that a monitor keeps, on the heap. */
  long READING_BYTES = 60;

  /**
   * Opens the state on the worker.
   *
   * @param <S> the state of one key
   */
  @FunctionalInterface
  interface Layout<S> extends Serializable {

    /**
     * @param serialized the keys, if the state backend serializes each value that is read or
     *     written, so that it is worth keeping some as objects before it
     */
    KeptState<S> open(RuntimeContext context, Optional<KeyScope> serialized);
  }

  /** The state, if the key has any; what is changed in it is kept by {@link #keep} alone. */
  Optional<S> load() throws Exception;

  /** A state for a key that has none. */
  S create();

  void keep(S state) throws Exception;

  void clear() throws Exception;

  /** Hands all that is kept to the state backend; called before each snapshot. */
  default void flush() throws Exception {}

  /** One value for a key, read and written whole. */
  static <S> Layout<S> whole(TypeInformation<S> type, Fresh<S> fresh) {
    ValueStateDescriptor<S> descriptor = new ValueStateDescriptor<>("state", type);
    return (context, serialized) -> new Whole<>(context.getState(descriptor), fresh);
  }

  /**
   * One value for a key, for keys that come again and again: where reading and writing it is dear,
   * those of some keys are kept as objects.
   *
   * @param weigher about how many bytes of the heap a value takes
   */
  static <S> Layout<S> whole(TypeInformation<S> type, Fresh<S> fresh, Weigher<S> weigher) {
    ValueStateDescriptor<S> descriptor = new ValueStateDescriptor<>("state", type);
    return (context, serialized) -> {
      Whole<S> whole = new Whole<>(context.getState(descriptor), fresh);
      return serialized.<KeptState<S>>map(keys -> new Cached<>(whole, keys, weigher)).orElse(whole);
    };
  }

  /** The value of the current key. */
  final class Whole<S> implements KeptState<S> {

    private final ValueState<S> value;
    private final Fresh<S> fresh;

    private Whole(ValueState<S> value, Fresh<S> fresh) {
      this.value = value;
      this.fresh = fresh;
    }

    @Override
    public Optional<S> load() throws Exception {
      return Optional.ofNullable(value.value());
    }

    @Override
    public S create() {
      return fresh.make();
    }

    @Override
    public void keep(S state) throws Exception {
      value.update(state);
    }

    @Override
    public void clear() {
      value.clear();
    }
  }

  /** The values of some keys as objects, before all of them in the state backend. */
  final class Cached<S> implements KeptState<S> {

    private final Whole<S> whole;
    private final KeyScope keys;
    private final WriteBackCache<Object, S> cache;

    private Cached(Whole<S> whole, KeyScope keys, Weigher<S> weigher) {
      this.whole = whole;
      this.keys = keys;
      this.cache =
          new WriteBackCache<>(
              new WriteBackCache.Store<>() {
                @Override
                public S read(Object key) throws Exception {
                  return whole.value.value();
                }

                @Override
                public void write(Object key, S state) throws Exception {
                  keys.within(key, () -> whole.value.update(state));
                }

                @Override
                public void remove(Object key) {
                  whole.value.clear();
                }
              },
              weigher,
              keys.cacheBytes());
    }

    @Override
    public Optional<S> load() throws Exception {
      return cache.get(keys.current());
    }

    @Override
    public S create() {
      return whole.create();
    }

    @Override
    public void keep(S state) throws Exception {
      cache.put(keys.current(), state);
    }

    @Override
    public void clear() throws Exception {
      cache.remove(keys.current());
    }

    @Override
    public void flush() throws Exception {
      cache.flush();
    }
  }

  /** The monitors of sensors, which send readings for as long as they last. */
  static Layout<SensorMonitor> monitors() {
    return whole(
        Formats.SENSOR_MONITOR,
        SensorMonitor::new,
        monitor -> MONITOR_BYTES + READING_BYTES * monitor.size());
  }

  /**
   * A small value for a key, and its pages each for themselves: on heap that costs next to nothing,
   * and on RocksDB only the pages that a call touches are read and written, and those of late are
   * kept as objects.
   */
  static Layout<SalesTable> paged(AggregateSales aggregate) {
    ValueStateDescriptor<SalesTable.Header> headers =
        new ValueStateDescriptor<>("header", Formats.SALES_TABLE_HEADER);
    MapStateDescriptor<Long, SalesPage> pages =
        new MapStateDescriptor<>("pages", Types.LONG, Formats.SALES_PAGE);
    return (context, serialized) ->
        new Paged(aggregate, context.getState(headers), context.getMapState(pages), serialized);
  }

  /** A small value for a bucket, and its pages of ids each for themselves. */
  static Layout<SeenSales> seenSales(IdentifySales identify) {
    ValueStateDescriptor<SeenSales.Header> headers =
        new ValueStateDescriptor<>("header", Formats.SEEN_SALES_HEADER);
    MapStateDescriptor<Integer, SeenPage> pages =
        new MapStateDescriptor<>("ids", Types.INT, Formats.SEEN_PAGE);
    return (context, serialized) ->
        new Seen(
            identify,
            context.getState(headers),
            context.getMapState(pages),
            serialized.isPresent());
  }

  /**
   * Says about how many bytes of the heap a value takes.
   *
   * @param <S> the value
   */
  @FunctionalInterface
  interface Weigher<S> extends ToLongFunction<S>, Serializable {}

  /**
   * Makes a state that holds nothing.
   *
   * @param <S> the state of one key
   */
  @FunctionalInterface
  interface Fresh<S> extends Serializable {
    S make();
  }

  private static FlinkRuntimeException unreachable(Exception broken) {
    return new FlinkRuntimeException("the state backend could not be reached", broken);
  }

  /** A bucket's header and pages of ids. */
  final class Seen implements KeptState<SeenSales>, SeenPages {

    private final IdentifySales identify;
    private final ValueState<SeenSales.Header> header;
    private final MapState<Integer, SeenPage> pages;
    private final boolean isSerialized;

    private Seen(
        IdentifySales identify,
        ValueState<SeenSales.Header> header,
        MapState<Integer, SeenPage> pages,
        boolean isSerialized) {
      this.identify = identify;
      this.header = header;
      this.pages = pages;
      this.isSerialized = isSerialized;
    }

    @Override
    public int idsOnPage() {
      return isSerialized ? IDS_SERIALIZED : IDS_ON_HEAP;
    }

    @Override
    public Optional<SeenSales> load() throws Exception {
      return Optional.ofNullable(header.value()).map(kept -> identify.stateOf(kept, this));
    }

    @Override
    public SeenSales create() {
      return identify.stateOf(SeenSales.Header.NONE, this);
    }

    @Override
    public void keep(SeenSales seen) throws Exception {
      header.update(seen.header());
    }

    @Override
    public void clear() {
      header.clear();
      pages.clear();
    }

    @Override
    public Optional<SeenPage> get(int number) {
      try {
        return Optional.ofNullable(pages.get(number));
      } catch (Exception broken) {
        throw unreachable(broken);
      }
    }

    @Override
    public void put(int number, SeenPage page) {
      try {
        pages.put(number, page);
      } catch (Exception broken) {
        throw unreachable(broken);
      }
    }

    @Override
    public void remove(int number) {
      try {
        pages.remove(number);
      } catch (Exception broken) {
        throw unreachable(broken);
      }
    }
  }

  /** A table's header and pages. */
  final class Paged implements KeptState<SalesTable>, SalesPages {

    /**
     * Of a page for each of its cells, but for what the group's texts say: objects, sums, slots.
     */
    private static final long CELL_BYTES = 180;

    private static final long PAGE_BYTES = 500;

    private final AggregateSales aggregate;
    private final ValueState<SalesTable.Header> header;
    private final MapState<Long, SalesPage> pages;
    private final Optional<PageCache> cache;

    private Paged(
        AggregateSales aggregate,
        ValueState<SalesTable.Header> header,
        MapState<Long, SalesPage> pages,
        Optional<KeyScope> serialized) {
      this.aggregate = aggregate;
      this.header = header;
      this.pages = pages;
      this.cache = serialized.map(PageCache::new);
    }

    @Override
    public Optional<SalesTable> load() throws Exception {
      return Optional.ofNullable(header.value()).map(kept -> aggregate.stateOf(kept, this));
    }

    @Override
    public SalesTable create() {
      return aggregate.stateOf(new SalesTable.Header(), this);
    }

    @Override
    public void keep(SalesTable table) throws Exception {
      header.update(table.header());
    }

    /** Not needed: a table is never spent, since it remembers how far time has come. */
    @Override
    public void clear() {
      throw new UnsupportedOperationException("tables are kept");
    }

    @Override
    public void flush() throws Exception {
      if (cache.isPresent()) {
        cache.get().flush();
      }
    }

    @Override
    public Optional<SalesPage> get(long id) {
      try {
        return cache.isPresent() ? cache.get().get(id) : Optional.ofNullable(pages.get(id));
      } catch (Exception broken) {
        throw unreachable(broken);
      }
    }

    @Override
    public void put(long id, SalesPage page) {
      try {
        if (cache.isPresent()) {
          cache.get().put(id, page);
        } else {
          pages.put(id, page);
        }
      } catch (Exception broken) {
        throw unreachable(broken);
      }
    }

    @Override
    public void remove(long id) {
      try {
        if (cache.isPresent()) {
          cache.get().remove(id);
        } else {
          pages.remove(id);
        }
      } catch (Exception broken) {
        throw unreachable(broken);
      }
    }

    /** Some pages of all keys as objects. */
    private final class PageCache {

      private record Name(Object key, long id) {}

      private final KeyScope keys;
      private final WriteBackCache<Name, SalesPage> cached;

      private PageCache(KeyScope keys) {
        this.keys = keys;
        this.cached =
            new WriteBackCache<>(
                new WriteBackCache.Store<>() {
                  @Override
                  public SalesPage read(Name name) throws Exception {
                    return pages.get(name.id);
                  }

                  @Override
                  public void write(Name name, SalesPage page) throws Exception {
                    keys.within(name.key, () -> pages.put(name.id, page));
                  }

                  @Override
                  public void remove(Name name) throws Exception {
                    pages.remove(name.id);
                  }
                },
                PageCache::weightOf,
                keys.cacheBytes());
      }

      /** As if all groups were named as the one that came last. */
      private static long weightOf(SalesPage page) {
        int cells = page.size();
        return cells == 0
            ? PAGE_BYTES
            : PAGE_BYTES + cells * (CELL_BYTES + lettersOf(page.group(cells - 1)));
      }

      private static long lettersOf(GroupKey group) {
        return group.storeId().length() + group.productId().length() + group.customerId().length();
      }

      private Optional<SalesPage> get(long id) throws Exception {
        return cached.get(new Name(keys.current(), id));
      }

      private void put(long id, SalesPage page) throws Exception {
        cached.put(new Name(keys.current(), id), page);
      }

      private void remove(long id) throws Exception {
        cached.remove(new Name(keys.current(), id));
      }

      private void flush() throws Exception {
        cached.flush();
      }
    }
  }
}
