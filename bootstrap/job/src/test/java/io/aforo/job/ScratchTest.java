package io.aforo.job;

import io.aforo.application.intake.Ingested;
import io.aforo.domain.sales.*;
import io.aforo.domain.time.*;
import java.time.*;
import java.util.*;
import java.util.stream.*;
import org.junit.jupiter.api.Test;

class ScratchTest {
  static Set<ReportRow> engine(SalesReport r, List<Ingested<Sale>> recs) {
    Map<SalesRow.Key, SalesRow> rows = new TreeMap<>();
    io.aforo.adapters.inmemory.InMemorySalesReports store =
        new io.aforo.adapters.inmemory.InMemorySalesReports();
    SalesTable.Output out =
        new SalesTable.Output() {
          public void row(SalesRow row) {
            if (LOG)
              System.out.println(
                  "   out "
                      + row.status()
                      + " "
                      + Instant.ofEpochMilli(row.window().start())
                      + " "
                      + Instant.ofEpochMilli(row.window().end())
                      + " n="
                      + row.revision());
            store.write(List.of(row));
          }

          public void late(SalesTable.LateSales l) {
            if (LOG) System.out.println("   late " + l);
          }
        };
    SalesTable t = new SalesTable(r);
    SalesCombiner c = new SalesCombiner(r, 1, 1000);
    long wm = Long.MIN_VALUE;
    Set<String> seen = new HashSet<>();
    for (Ingested<Sale> i : recs) {
      Ingested.Accepted<Sale> a = (Ingested.Accepted<Sale>) i;
      if (LOG)
        System.out.println(
            Instant.ofEpochMilli(a.event().soldAt())
                + " wm "
                + Instant.ofEpochMilli(ScriptedWatermarks.after(a))
                + " "
                + a.event().saleId());
      if (seen.add(a.event().storeId() + a.event().saleId())) c.add(a.event(), wm);
      if (ScriptedWatermarks.after(a) > wm) {
        long w0 = wm;
        c.drain(b -> t.add(b, w0, out));
        wm = ScriptedWatermarks.after(a);
        t.advance(wm, out);
      }
    }
    long w0 = wm;
    c.drain(b -> t.add(b, w0, out));
    t.advance(Long.MAX_VALUE, out);
    return store.rows().stream()
        .filter(x -> x.status() != RowStatus.MERGED)
        .map(ReportRow::of)
        .collect(Collectors.toSet());
  }

  static boolean LOG;

  static boolean fails(SalesReport r, List<Ingested<Sale>> recs) {
    BruteForceReports b = new BruteForceReports(List.of(r));
    for (Ingested<Sale> i : recs) {
      b.arrive((Ingested.Accepted<Sale>) i);
      b.advance(ScriptedWatermarks.after((Ingested.Accepted<Sale>) i));
    }
    b.end();
    return !b.rows().keySet().equals(engine(r, recs));
  }

  @Test
  void shrink() {
    SalesReport r =
        new SalesReport(
            "x",
            Windowing.session(Duration.ofMinutes(5)),
            Set.of(Dimension.STORE),
            WindowLifecycle.ofLateness(Duration.ZERO));
    List<Ingested<Sale>> recs = new ArrayList<>(UnrulySales.streams(20_260_302, 46, 47));
    System.out.println("fails " + fails(r, recs));
    boolean again = true;
    while (again) {
      again = false;
      for (int i = 0; i < recs.size(); i++) {
        List<Ingested<Sale>> less = new ArrayList<>(recs);
        less.remove(i);
        if (fails(r, less)) {
          recs = less;
          again = true;
          i--;
        }
      }
    }
    LOG = true;
    System.out.println(engine(r, recs));
    BruteForceReports b = new BruteForceReports(List.of(r));
    for (Ingested<Sale> i : recs) {
      b.arrive((Ingested.Accepted<Sale>) i);
      b.advance(ScriptedWatermarks.after((Ingested.Accepted<Sale>) i));
    }
    b.end();
    System.out.println(b.rows() + " merged " + b.merged());
  }
}
