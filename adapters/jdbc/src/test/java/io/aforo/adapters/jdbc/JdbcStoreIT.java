package io.aforo.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aforo.application.port.out.LateEvent;
import io.aforo.application.port.out.LateEvents;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What all of the stores do about a database that does not do as it is told. */
class JdbcStoreIT {

  @RegisterExtension final Database database = new Database();

  @Test
  void aConnectionThatBrokeIsReplaced() throws SQLException {
    database.execute(JdbcStores.createTables());
    try (LateEvents lateEvents = stores().lateEvents()) {
      lateEvents.write(List.of(late("e-1")));
      database.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
              + " AND query LIKE 'INSERT INTO late_events%'",
          row -> row.getBoolean(1));

      lateEvents.write(List.of(late("e-2")));
    }

    assertThat(eventIds()).containsExactlyInAnyOrder("e-1", "e-2");
  }

  @Test
  void aMissingTableIsTold() {
    try (LateEvents lateEvents = stores().lateEvents()) {
      assertThatThrownBy(() -> lateEvents.write(List.of(late("e-1"))))
          .isInstanceOf(JdbcException.class)
          .hasMessageStartingWith("Writing 1 rows to late_events failed on postgres at jdbc:")
          .hasMessageContaining("\"late_events\" does not exist");
    }
  }

  @Test
  void aRowThatIsRefusedIsToldWithoutItsValues() throws SQLException {
    database.execute(JdbcStores.createTables());
    database.execute("ALTER TABLE late_events ADD CHECK (event_id <> 'e-forbidden')");
    try (LateEvents lateEvents = stores().lateEvents()) {
      assertThatThrownBy(() -> lateEvents.write(List.of(late("e-1"), late("e-forbidden"))))
          .isInstanceOf(JdbcException.class)
          .hasMessageEndingWith("the database refused a row, SQLSTATE 23514")
          .satisfies(
              refused ->
                  assertThat(ExceptionUtils.stringifyException(refused))
                      .doesNotContain("e-forbidden", "e-1", "INSERT"));
    }
  }

  @Test
  void whatAFailedWriteHasLeftOverIsNotWrittenLater() throws SQLException {
    try (LateEvents lateEvents = stores().lateEvents()) {
      assertThatThrownBy(() -> lateEvents.write(List.of(late("e-1"))))
          .isInstanceOf(JdbcException.class);
      database.execute(JdbcStores.createTables());

      lateEvents.write(List.of(late("e-2")));
    }

    assertThat(eventIds()).containsExactly("e-2");
  }

  @Test
  void storesTravelWithoutTheSecret() throws Exception {
    JdbcStores stores = stores();

    byte[] bytes = InstantiationUtil.serializeObject(stores);

    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(Database.SECRET);
    assertThat(stores.toString()).doesNotContain(Database.SECRET);
    database.execute(JdbcStores.createTables());
    JdbcStores arrived =
        InstantiationUtil.deserializeObject(bytes, Thread.currentThread().getContextClassLoader());
    try (LateEvents lateEvents = arrived.lateEvents()) {
      lateEvents.write(List.of(late("e-1")));
    }
    assertThat(eventIds()).containsExactly("e-1");
  }

  private JdbcStores stores() {
    return new JdbcStores(database.settings(), 1);
  }

  private List<String> eventIds() {
    return database.query("SELECT event_id FROM late_events", row -> row.getString(1));
  }

  private static LateEvent late(String eventId) {
    return new LateEvent("hourly", "s-1", eventId, 0, 1, List.of());
  }
}
