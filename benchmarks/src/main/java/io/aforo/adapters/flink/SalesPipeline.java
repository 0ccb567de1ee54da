package io.aforo.adapters.flink;

import io.aforo.adapters.flink.format.Formats;
import io.aforo.application.AggregateSales;
import io.aforo.domain.sales.Sale;
import io.aforo.domain.sales.SalesBundle;
import io.aforo.domain.sales.SalesReport;
import io.aforo.domain.sales.SalesRow;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The operators of one report, put together as {@link Topology} does, without its inputs. */
public final class SalesPipeline {

  private SalesPipeline() {}

  /** The rows of a report over sales that are known to have no repeats. */
  public static DataStream<SalesRow> rows(DataStream<Sale> sales, SalesReport report) {
    int buckets = sales.getExecutionEnvironment().getMaxParallelism();
    AggregateSales aggregate = new AggregateSales(report, buckets);
    Buckets keys = new Buckets(buckets);
    DataStream<SalesBundle> bundles =
        sales.transform(
            "combine",
            Formats.SALES_BUNDLE,
            new CombineOperator<>(() -> aggregate.newCombiner(true)));
    return bundles
        .keyBy(bundle -> keys.keyOf(bundle.bucket()), Types.INT)
        .transform(
            "report",
            Formats.SALES_ROW,
            new UseCaseOperator<Integer, SalesBundle, io.aforo.domain.sales.SalesTable, SalesRow>(
                aggregate, KeptState.paged(aggregate), Topology.SALES, Silence.IGNORED));
  }
}
