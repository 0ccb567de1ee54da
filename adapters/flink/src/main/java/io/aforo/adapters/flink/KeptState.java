package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.AggregateSales;
import io.aforo.domain.sales.SalesPage;
import io.aforo.domain.sales.SalesPages;
import io.aforo.domain.sales.SalesTable;
import java.io.Serializable;
import java.util.Optional;
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

  /**
   * Opens the state on the worker.
   *
   * @param <S> the state of one key
   */
  @FunctionalInterface
  interface Layout<S> extends Serializable {
    KeptState<S> open(RuntimeContext context);
  }

  /** The state, if the key has any; what is changed in it is kept by {@link #keep} alone. */
  Optional<S> load() throws Exception;

  /** A state for a key that has none. */
  S create();

  void keep(S state) throws Exception;

  void clear() throws Exception;

  /** One value for a key, read and written whole. */
  static <S> Layout<S> whole(TypeInformation<S> type, Fresh<S> fresh) {
    ValueStateDescriptor<S> descriptor = new ValueStateDescriptor<>("state", type);
    return context -> {
      ValueState<S> value = context.getState(descriptor);
      return new KeptState<>() {
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
      };
    };
  }

  /**
   * A small value for a key, and its pages each for themselves: on heap that costs next to nothing,
   * and on RocksDB only the pages that a call touches are read and written.
   */
  static Layout<SalesTable> paged(AggregateSales aggregate) {
    ValueStateDescriptor<SalesTable.Header> headers =
        new ValueStateDescriptor<>("header", Formats.SALES_TABLE_HEADER);
    MapStateDescriptor<Long, SalesPage> pages =
        new MapStateDescriptor<>("pages", Types.LONG, Formats.SALES_PAGE);
    return context -> new Paged(aggregate, context.getState(headers), context.getMapState(pages));
  }

  /**
   * Makes a state that holds nothing.
   *
   * @param <S> the state of one key
   */
  @FunctionalInterface
  interface Fresh<S> extends Serializable {
    S make();
  }

  /** A table's header and pages. */
  final class Paged implements KeptState<SalesTable>, SalesPages {

    private final AggregateSales aggregate;
    private final ValueState<SalesTable.Header> header;
    private final MapState<Long, SalesPage> pages;

    private Paged(
        AggregateSales aggregate,
        ValueState<SalesTable.Header> header,
        MapState<Long, SalesPage> pages) {
      this.aggregate = aggregate;
      this.header = header;
      this.pages = pages;
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

    @Override
    public void clear() {
      header.clear();
      pages.clear();
    }

    @Override
    public Optional<SalesPage> get(long id) {
      try {
        return Optional.ofNullable(pages.get(id));
      } catch (Exception broken) {
        throw unreachable(broken);
      }
    }

    @Override
    public void put(long id, SalesPage page) {
      try {
        pages.put(id, page);
      } catch (Exception broken) {
        throw unreachable(broken);
      }
    }

    @Override
    public void remove(long id) {
      try {
        pages.remove(id);
      } catch (Exception broken) {
        throw unreachable(broken);
      }
    }

    private static FlinkRuntimeException unreachable(Exception broken) {
      return new FlinkRuntimeException("the state backend could not be reached", broken);
    }
  }
}
