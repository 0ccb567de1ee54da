-- The tables of the sink `jdbc`, in SQL that most databases take as it is.
--
-- Times are in UTC. Windows without times (running, count) begin at 1000-01-01 00:00:00 and end at
-- 9999-12-31 23:59:59.999. Dimensions by which a report does not group are the empty text.
-- Identifiers have at most 256 characters and must be compared as they are, case and trailing blanks
-- included; Postgres and Db2 do so by themselves.
--
-- MySQL:       DATETIME(3) for TIMESTAMP(3), LONGTEXT for TEXT; identifiers as VARCHAR(128) CHARACTER
--              SET utf8mb4 COLLATE utf8mb4_0900_bin, because an index holds 3,072 bytes.
-- SQL Server:  DATETIME2(3) for TIMESTAMP(3), NVARCHAR(MAX) for TEXT; identifiers as NVARCHAR(100)
--              COLLATE Latin1_General_100_BIN2, because an index holds 1,700 bytes.
-- Db2:         CLOB for TEXT.
-- Oracle:      cannot be used, since it takes the empty text for NULL.
--
-- A table temperature_alerts that was made before there were kinds of alerts needs the columns kind,
-- severity and detail, and NULL allowed in direction. All its alerts are of the kind JUMP.

CREATE TABLE sales_reports (
  report       VARCHAR(256)   NOT NULL,
  store_id     VARCHAR(256)   NOT NULL,
  product_id   VARCHAR(256)   NOT NULL,
  customer_id  VARCHAR(256)   NOT NULL,
  currency     VARCHAR(3)     NOT NULL,
  window_start TIMESTAMP(3)   NOT NULL,
  window_end   TIMESTAMP(3)   NOT NULL,
  window_seq   BIGINT         NOT NULL,
  sales        BIGINT         NOT NULL,
  returns      BIGINT         NOT NULL,
  units        DECIMAL(38, 3) NOT NULL,
  gross        DECIMAL(38, 4) NOT NULL,
  returned     DECIMAL(38, 4) NOT NULL,
  net          DECIMAL(38, 4) NOT NULL,
  status       VARCHAR(16)    NOT NULL, -- PROVISIONAL, FINAL, CORRECTED; leave out MERGED
  revision     BIGINT         NOT NULL, -- lines folded in: sales + returns
  generation   INTEGER        NOT NULL,
  PRIMARY KEY (report, store_id, product_id, customer_id, currency, window_start, window_seq)
);

CREATE TABLE temperature_alerts (
  alert_id     VARCHAR(32)    NOT NULL,
  kind         VARCHAR(32)    NOT NULL, -- JUMP, TOO_WARM, TOO_COLD, SILENT, FLATLINE, RULE_NOT_EVALUABLE
  sensor_id    VARCHAR(256)   NOT NULL,
  rule_id      VARCHAR(256)   NOT NULL,
  rule_version INTEGER        NOT NULL,
  severity     VARCHAR(16)    NOT NULL, -- INFO, WARNING, CRITICAL
  state        VARCHAR(16)    NOT NULL, -- OPEN, OPEN_NO_DATA, CLOSED
  close_reason VARCHAR(16),             -- QUIET, EXPIRED; NULL while it is open
  direction    VARCHAR(16),             -- RISING, FALLING, SIMULTANEOUS; NULL for what is no JUMP
  opened_at    TIMESTAMP(3)   NOT NULL,
  closed_at    TIMESTAMP(3),
  peak_delta   DECIMAL(16, 3) NOT NULL, -- degrees Celsius, as are the values below
  first_value  DECIMAL(16, 3) NOT NULL, -- the two readings that show it
  first_at     TIMESTAMP(3)   NOT NULL,
  second_value DECIMAL(16, 3) NOT NULL,
  second_at    TIMESTAMP(3)   NOT NULL,
  detail       TEXT           NOT NULL, -- what is wrong, for people to read
  historical   SMALLINT       NOT NULL, -- 1 if it was found long after it happened, else 0
  revision     BIGINT         NOT NULL, -- readings since the opening
  generation   INTEGER        NOT NULL,
  PRIMARY KEY (alert_id)
);

CREATE TABLE alert_history (
  alert_id   VARCHAR(32)    NOT NULL,
  seq        BIGINT         NOT NULL, -- number of the telling of this alert, from 0
  state      VARCHAR(16)    NOT NULL,
  severity   VARCHAR(16)    NOT NULL,
  changed_at TIMESTAMP(3)   NOT NULL, -- event time; elsewhere it is called at, which SQL keeps for itself
  peak       DECIMAL(16, 3) NOT NULL, -- degrees Celsius
  PRIMARY KEY (alert_id, seq)
);

CREATE TABLE activity_sessions (
  user_id       VARCHAR(256) NOT NULL,
  session_start TIMESTAMP(3) NOT NULL,
  last_activity TIMESTAMP(3) NOT NULL,
  session_end   TIMESTAMP(3) NOT NULL, -- the last activity and the gap
  actions       BIGINT       NOT NULL,
  status        VARCHAR(16)  NOT NULL, -- PROVISIONAL, FINAL, CORRECTED; leave out MERGED
  revision      BIGINT       NOT NULL, -- the same as actions
  generation    INTEGER      NOT NULL,
  PRIMARY KEY (user_id, session_start)
);

CREATE TABLE late_events (
  report         VARCHAR(256) NOT NULL,
  source_id      VARCHAR(256) NOT NULL,
  event_id       VARCHAR(256) NOT NULL,
  event_time     TIMESTAMP(3) NOT NULL,
  watermark      TIMESTAMP(3) NOT NULL,
  missed_windows TEXT         NOT NULL, -- start/end in ISO 8601, with spaces in between
  PRIMARY KEY (report, source_id, event_id)
);

CREATE TABLE dead_letters (
  topic            VARCHAR(256) NOT NULL,
  source_partition INTEGER      NOT NULL,
  source_offset    BIGINT       NOT NULL,
  reason           VARCHAR(32)  NOT NULL,
  record_time      TIMESTAMP(3),          -- NULL if the record has none
  key_base64       TEXT         NOT NULL,
  value_base64     TEXT         NOT NULL,
  error_class      VARCHAR(256) NOT NULL,
  detail           TEXT         NOT NULL,
  PRIMARY KEY (topic, source_partition, source_offset)
);

-- What readers should use. A session takes the place of those that begin within it and end no later.
-- The job says MERGED of those that it knows of; a row that an attempt wrote which failed stays as it
-- was, and these views leave it out.

CREATE VIEW sales_reports_shown AS
  SELECT * FROM sales_reports inner_row
  WHERE status <> 'MERGED' AND NOT EXISTS (
    SELECT 1 FROM sales_reports outer_row
    WHERE outer_row.report = inner_row.report
      AND outer_row.store_id = inner_row.store_id
      AND outer_row.product_id = inner_row.product_id
      AND outer_row.customer_id = inner_row.customer_id
      AND outer_row.currency = inner_row.currency
      AND outer_row.window_start < inner_row.window_start
      AND outer_row.window_end >= inner_row.window_end
      AND outer_row.status <> 'MERGED');

CREATE VIEW activity_sessions_shown AS
  SELECT * FROM activity_sessions inner_row
  WHERE status <> 'MERGED' AND NOT EXISTS (
    SELECT 1 FROM activity_sessions outer_row
    WHERE outer_row.user_id = inner_row.user_id
      AND outer_row.session_start < inner_row.session_start
      AND outer_row.session_end >= inner_row.session_end
      AND outer_row.status <> 'MERGED');
