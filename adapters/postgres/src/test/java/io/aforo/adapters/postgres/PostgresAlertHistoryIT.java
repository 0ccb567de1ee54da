package io.aforo.adapters.postgres;

import io.aforo.application.contract.AlertHistoryContract;
import io.aforo.application.contract.Promise;
import io.aforo.application.port.out.AlertHistory;
import io.aforo.domain.temperature.AlertState;
import io.aforo.domain.temperature.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresAlertHistoryIT implements AlertHistoryContract {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  private final List<AlertHistory> opened = new ArrayList<>();

  @Override
  public Set<Promise> promises() {
    return EVERYTHING;
  }

  @Override
  public AlertHistory history() {
    AlertHistory history = new PostgresStores(POSTGRES.settings(), 1).alertHistory();
    opened.add(history);
    return history;
  }

  @Override
  public List<Entry> stored() {
    try {
      return POSTGRES.query("SELECT * FROM alert_history", PostgresAlertHistoryIT::entry);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    opened.forEach(AlertHistory::close);
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getString("alert_id"),
        row.getLong("seq"),
        AlertState.valueOf(row.getString("state")),
        Severity.valueOf(row.getString("severity")),
        PostgresServer.millis(row, "at"),
        row.getBigDecimal("peak"));
  }
}
