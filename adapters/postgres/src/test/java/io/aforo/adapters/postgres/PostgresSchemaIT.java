package io.aforo.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresSchemaIT {

  @RegisterExtension static final PostgresServer POSTGRES = new PostgresServer();

  @Test
  void aNewSchemaIsCreatedWithItsTables() {
    PostgresSettings settings = POSTGRES.elsewhere();

    PostgresSchema.Migration first = PostgresSchema.migrate(settings);
    PostgresSchema.Migration again = PostgresSchema.migrate(settings);

    assertThat(first).isEqualTo(new PostgresSchema.Migration("1", List.of("V1 create tables")));
    assertThat(again).isEqualTo(new PostgresSchema.Migration("1", List.of()));
    assertThatCode(() -> PostgresSchema.check(settings)).doesNotThrowAnyException();
  }

  @Test
  void otherPeoplesTablesInTheSchemaAreLeftAlone() throws SQLException {
    PostgresSettings settings = POSTGRES.elsewhere();
    POSTGRES.execute("CREATE SCHEMA " + settings.schema());
    POSTGRES.execute("CREATE TABLE " + settings.schema() + ".theirs AS SELECT 1 AS one");

    PostgresSchema.Migration migration = PostgresSchema.migrate(settings);

    assertThat(migration.applied()).containsExactly("V1 create tables");
    assertThat(POSTGRES.column("SELECT one FROM " + settings.schema() + ".theirs"))
        .containsExactly("1");
  }

  @Test
  void missingTablesAreNamedAndHowToCreateThem() throws SQLException {
    PostgresSettings settings = POSTGRES.elsewhere();
    PostgresSchema.migrate(settings);
    POSTGRES.execute("DROP TABLE " + settings.schema() + ".late_events");

    assertThatThrownBy(() -> PostgresSchema.check(settings))
        .isInstanceOf(PostgresException.class)
        .hasMessage(
            "Schema %s of %s lacks late_events: run `aforo migrate --config FILE`.",
            settings.schema(), settings);
  }

  @Test
  void aDatabaseThatCannotHoldEveryIdentifierIsRefused() throws SQLException {
    POSTGRES.execute("CREATE DATABASE \"latin 1\" ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    PostgresSettings settings =
        PostgresSettings.of("127.0.0.1", POSTGRES.settings().port(), "latin 1", "postgres");

    assertThatThrownBy(() -> PostgresSchema.migrate(settings))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("LATIN1")
        .hasMessageContaining("ENCODING 'UTF8'");
  }

  @Test
  void aDatabaseThatDoesNotExistIsNamed() {
    PostgresSettings settings =
        PostgresSettings.of("127.0.0.1", POSTGRES.settings().port(), "nowhere", "postgres");

    assertThatThrownBy(() -> PostgresSchema.check(settings))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("Create the database");
  }

  @Test
  void everyTableAndColumnThatIsNotPlainIsExplained() throws SQLException {
    assertThat(
            POSTGRES.column(
                "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
                    + " AND relkind IN ('r', 'v') AND relname <> 'aforo_schema_history'"
                    + " AND obj_description(oid, 'pg_class') IS NULL"))
        .isEmpty();
  }
}
