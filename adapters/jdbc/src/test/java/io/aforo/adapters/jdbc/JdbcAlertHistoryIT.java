package io.aforo.adapters.jdbc;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

final class JdbcAlertHistoryIT implements AlertHistoryContract {

  @RegisterExtension final Database database = new Database();

  private final List<AlertHistory> opened = new ArrayList<>();

  @BeforeEach
  void createTables() throws SQLException {
    database.execute(JdbcStores.createTables());
  }

  @AfterEach
  void close() {
    opened.forEach(AlertHistory::close);
  }

  @Override
  public Set<Promise> promises() {
    return Set.of(Promise.IDEMPOTENT, Promise.WHOLE_BATCHES);
  }

  @Override
  public AlertHistory history() {
    AlertHistory history = new JdbcStores(database.settings(), 1).alertHistory();
    opened.add(history);
    return history;
  }

  @Override
  public List<Entry> stored() {
    return database.query("SELECT * FROM alert_history", JdbcAlertHistoryIT::entry);
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getString("alert_id"),
        row.getLong("seq"),
        AlertState.valueOf(row.getString("state")),
        Severity.valueOf(row.getString("severity")),
        Database.millis(row, "changed_at"),
        row.getBigDecimal("peak"));
  }
}
