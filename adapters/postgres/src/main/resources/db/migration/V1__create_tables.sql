-- Identifiers are compared byte by byte (COLLATE "C"): in a UTF-8 database that is code-point
-- order, the same on every machine, and the primary keys serve it.

CREATE TABLE sales_reports (
  report       text COLLATE "C" NOT NULL,
  store_id     text COLLATE "C" NOT NULL,
  product_id   text COLLATE "C" NOT NULL,
  customer_id  text COLLATE "C" NOT NULL,
  currency     text COLLATE "C" NOT NULL,
  window_start timestamptz      NOT NULL,
  window_end   timestamptz      NOT NULL,
  window_seq   bigint           NOT NULL,
  sales        bigint           NOT NULL,
  returns      bigint           NOT NULL,
  units        numeric(38, 3)   NOT NULL,
  gross        numeric(38, 4)   NOT NULL,
  returned     numeric(38, 4)   NOT NULL,
  net          numeric(38, 4)   NOT NULL,
  status       text             NOT NULL,
  status_rank  smallint         NOT NULL,
  revision     bigint           NOT NULL,
  generation   integer          NOT NULL,
  updated_at   timestamptz      NOT NULL DEFAULT now(),
  PRIMARY KEY (report, store_id, product_id, customer_id, currency, window_start, window_seq)
);

CREATE INDEX sales_reports_by_window ON sales_reports (report, window_start);
CREATE INDEX sales_reports_by_change ON sales_reports (updated_at);

COMMENT ON TABLE sales_reports IS
  'What the sales of each group add up to in each window: one row for each report, group and window, replaced as it changes. Leave out status MERGED. Delivery is at least once and the writes are guarded: a row never goes back to fewer contributions within one generation.';
COMMENT ON COLUMN sales_reports.report IS 'Name of the report in the configuration of the deployment';
COMMENT ON COLUMN sales_reports.store_id IS 'Store; empty text if the report does not group by store';
COMMENT ON COLUMN sales_reports.product_id IS 'Product; empty text if the report does not group by product';
COMMENT ON COLUMN sales_reports.customer_id IS 'Customer; empty text if the report does not group by customer, or the sale names none';
COMMENT ON COLUMN sales_reports.currency IS 'ISO 4217 code; amounts of two currencies are never added up';
COMMENT ON COLUMN sales_reports.window_start IS 'First instant of the window, inclusive. Windows without times (running, count) hold -infinity here; isfinite(window_start) leaves them out';
COMMENT ON COLUMN sales_reports.window_end IS 'End of the window, exclusive: a sale at this instant is in the next one. Windows without times (running, count) hold infinity here';
COMMENT ON COLUMN sales_reports.window_seq IS 'Number of the window, for windows of a count; 0 for all others';
COMMENT ON COLUMN sales_reports.sales IS 'Lines of kind SALE';
COMMENT ON COLUMN sales_reports.returns IS 'Lines of kind RETURN; each counts in the window of its own time';
COMMENT ON COLUMN sales_reports.units IS 'Quantity sold less quantity returned';
COMMENT ON COLUMN sales_reports.gross IS 'Amount of the SALE lines, in units of the currency';
COMMENT ON COLUMN sales_reports.returned IS 'Amount of the RETURN lines, in units of the currency; not negative';
COMMENT ON COLUMN sales_reports.net IS 'gross - returned; may be negative';
COMMENT ON COLUMN sales_reports.status IS 'PROVISIONAL: the window is still open. FINAL: event time has passed its end. CORRECTED: changed by late events after that. MERGED: absorbed by another session, not to be counted';
COMMENT ON COLUMN sales_reports.status_rank IS 'Order of status (0 to 3), for the guard of the writes';
COMMENT ON COLUMN sales_reports.revision IS 'Lines folded in: sales + returns. Higher is newer';
COMMENT ON COLUMN sales_reports.generation IS 'Raised by the deployment to recompute on purpose; a lower one never replaces a higher one';
COMMENT ON COLUMN sales_reports.updated_at IS 'When the content last changed, by the clock of the database; writing the same content again does not count';

CREATE VIEW resumen_ventas (ventana_inicio, producto, total_ventas, monto_total, moneda) AS
  SELECT window_start, product_id, sales, net, currency
  FROM sales_reports
  WHERE report = 'hourly-sales-by-product' AND status <> 'MERGED';

COMMENT ON VIEW resumen_ventas IS 'Ventas por hora y producto, del informe hourly-sales-by-product';
COMMENT ON COLUMN resumen_ventas.ventana_inicio IS 'Inicio de la hora, inclusive';
COMMENT ON COLUMN resumen_ventas.producto IS 'Identificador del producto';
COMMENT ON COLUMN resumen_ventas.total_ventas IS 'Número de líneas de venta, sin contar devoluciones';
COMMENT ON COLUMN resumen_ventas.monto_total IS 'Importe neto: ventas menos devoluciones; puede ser negativo';
COMMENT ON COLUMN resumen_ventas.moneda IS 'Código ISO 4217';

CREATE TABLE temperature_alerts (
  alert_id     text COLLATE "C" PRIMARY KEY,
  sensor_id    text COLLATE "C" NOT NULL,
  rule_id      text COLLATE "C" NOT NULL,
  rule_version integer          NOT NULL,
  state        text             NOT NULL,
  state_rank   smallint         NOT NULL,
  close_reason text,
  direction    text             NOT NULL,
  opened_at    timestamptz      NOT NULL,
  closed_at    timestamptz,
  peak_delta   numeric(16, 3)   NOT NULL,
  first_value  numeric(16, 3)   NOT NULL,
  first_at     timestamptz      NOT NULL,
  second_value numeric(16, 3)   NOT NULL,
  second_at    timestamptz      NOT NULL,
  revision     bigint           NOT NULL,
  historical   boolean          NOT NULL,
  generation   integer          NOT NULL,
  updated_at   timestamptz      NOT NULL DEFAULT now()
);

CREATE INDEX temperature_alerts_by_sensor ON temperature_alerts (sensor_id, rule_id, opened_at);
CREATE INDEX temperature_alerts_by_change ON temperature_alerts (updated_at);
CREATE INDEX temperature_alerts_not_closed ON temperature_alerts (opened_at) WHERE state <> 'CLOSED';

COMMENT ON TABLE temperature_alerts IS
  'Episodes of temperature jumps: one row for each, from its opening to its close, with the greatest jump and its evidence. Temperatures in degrees Celsius, rounded to three decimals; the comparison with the rule was made on exact values.';
COMMENT ON COLUMN temperature_alerts.alert_id IS 'The same for the same sensor, rule and opening, however often the input is replayed';
COMMENT ON COLUMN temperature_alerts.rule_id IS 'Rule that was broken';
COMMENT ON COLUMN temperature_alerts.rule_version IS 'Version of that rule at the opening; it stays for the whole episode';
COMMENT ON COLUMN temperature_alerts.state IS 'OPEN. OPEN_NO_DATA: open, and the sensor has gone silent. CLOSED: over, see close_reason';
COMMENT ON COLUMN temperature_alerts.state_rank IS 'Order of state (0 to 2), for the guard of the writes';
COMMENT ON COLUMN temperature_alerts.close_reason IS 'QUIET: calm for long enough. EXPIRED: silent for a day. NULL while the episode is open';
COMMENT ON COLUMN temperature_alerts.direction IS 'Direction of the greatest jump by event time: RISING, FALLING or SIMULTANEOUS';
COMMENT ON COLUMN temperature_alerts.opened_at IS 'Event time of the later reading of the pair that opened the episode';
COMMENT ON COLUMN temperature_alerts.closed_at IS 'Event time of the close; NULL while the episode is open';
COMMENT ON COLUMN temperature_alerts.peak_delta IS 'Greatest jump of the episode so far, in degrees Celsius; not negative';
COMMENT ON COLUMN temperature_alerts.first_value IS 'Earlier reading of the greatest jump';
COMMENT ON COLUMN temperature_alerts.first_at IS 'Event time of first_value';
COMMENT ON COLUMN temperature_alerts.second_value IS 'Later reading of the greatest jump';
COMMENT ON COLUMN temperature_alerts.second_at IS 'Event time of second_value';
COMMENT ON COLUMN temperature_alerts.revision IS 'Readings since the opening. Higher is newer';
COMMENT ON COLUMN temperature_alerts.historical IS 'Found long after it happened, for example in an upload of old readings: nobody needs to run';
COMMENT ON COLUMN temperature_alerts.generation IS 'Raised by the deployment to recompute on purpose; a lower one never replaces a higher one';
COMMENT ON COLUMN temperature_alerts.updated_at IS 'When the content last changed, by the clock of the database; writing the same content again does not count';

CREATE TABLE late_events (
  report         text COLLATE "C" NOT NULL,
  source_id      text COLLATE "C" NOT NULL,
  event_id       text COLLATE "C" NOT NULL,
  event_time     timestamptz      NOT NULL,
  watermark      timestamptz      NOT NULL,
  missed_windows tstzrange[]      NOT NULL,
  received_at    timestamptz      NOT NULL DEFAULT now(),
  PRIMARY KEY (report, source_id, event_id)
);

CREATE INDEX late_events_by_time ON late_events (event_time);

COMMENT ON TABLE late_events IS
  'Events that came after all that they could still have changed was closed: one row for each report and event. They are in no total.';
COMMENT ON COLUMN late_events.report IS 'Report that the event was too late for; for a reading, the rule';
COMMENT ON COLUMN late_events.source_id IS 'Store, or sensor';
COMMENT ON COLUMN late_events.event_id IS 'Id of the sale, or of the reading';
COMMENT ON COLUMN late_events.event_time IS 'When it happened';
COMMENT ON COLUMN late_events.watermark IS 'Event time that the job had reached: lateness was judged against it';
COMMENT ON COLUMN late_events.missed_windows IS 'Windows that it came too late for, as [start, end); event_time <@ ANY (missed_windows). Empty for a reading';
COMMENT ON COLUMN late_events.received_at IS 'When the row was written, by the clock of the database';

CREATE TABLE dead_letters (
  topic       text COLLATE "C" NOT NULL,
  partition   integer          NOT NULL,
  "offset"    bigint           NOT NULL,
  reason      text             NOT NULL,
  record_time timestamptz,
  key         bytea            NOT NULL,
  value       bytea            NOT NULL,
  error_class text             NOT NULL,
  detail      text             NOT NULL,
  received_at timestamptz      NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, partition, "offset")
);

CREATE INDEX dead_letters_by_reason ON dead_letters (reason, received_at);
CREATE INDEX dead_letters_by_arrival ON dead_letters (received_at);

COMMENT ON TABLE dead_letters IS
  'Records that were refused: why, where they came from, and their original bytes. They are in no total.';
COMMENT ON COLUMN dead_letters.topic IS 'Kafka topic, or name of the file; table:NAME for a result that this database refused as a row of NAME';
COMMENT ON COLUMN dead_letters.partition IS 'Kafka partition; 0 for a file or a table';
COMMENT ON COLUMN dead_letters."offset" IS 'Kafka offset; line number of a file; for a table, a hash of the key of the row';
COMMENT ON COLUMN dead_letters.reason IS 'From a closed list: BAD_FRAME, BAD_AVRO, INVALID_AMOUNT and so on; REFUSED_ROW for a result';
COMMENT ON COLUMN dead_letters.record_time IS 'Time of the record itself; infinity if it is beyond what this type can hold, NULL if the record has none';
COMMENT ON COLUMN dead_letters.key IS 'Original bytes of the key; empty if there is none';
COMMENT ON COLUMN dead_letters.value IS 'Original bytes of the value; for a table, the row as text in UTF-8';
COMMENT ON COLUMN dead_letters.error_class IS 'Class of the error';
COMMENT ON COLUMN dead_letters.detail IS 'What is wrong and what is allowed; characters that no text can hold are replaced by U+FFFD';
COMMENT ON COLUMN dead_letters.received_at IS 'When the row was written, by the clock of the database';
