package io.aforo.adapters.inmemory;

import io.aforo.application.contract.Promise;
import io.aforo.application.contract.SalesReportsContract;
import io.aforo.application.port.out.SalesReports;
import io.aforo.domain.sales.SalesRow;
import java.util.List;
import java.util.Set;

final class InMemorySalesReportsTest implements SalesReportsContract {

  private final InMemorySalesReports reports = new InMemorySalesReports();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public SalesReports reports(int generation) {
    return reports.ofGeneration(generation);
  }

  @Override
  public List<SalesRow> stored() {
    return reports.rows();
  }
}
