-- Until now every alert was a jump under the one rule; its packaged threshold is 20 degrees, and a jump
-- is critical from half as much again.
ALTER TABLE temperature_alerts
  ADD COLUMN kind     text NOT NULL DEFAULT 'JUMP',
  ADD COLUMN severity text NOT NULL DEFAULT 'WARNING',
  ADD COLUMN detail   text NOT NULL DEFAULT '',
  ALTER COLUMN direction DROP NOT NULL;

UPDATE temperature_alerts SET severity = 'CRITICAL' WHERE peak_delta >= 30;

-- Who writes an alert says what it is.
ALTER TABLE temperature_alerts
  ALTER COLUMN kind     DROP DEFAULT,
  ALTER COLUMN severity DROP DEFAULT,
  ALTER COLUMN detail   DROP DEFAULT;

COMMENT ON TABLE temperature_alerts IS
  'What was wrong with the sensors: one row for each episode of one kind, of one sensor under one rule, from its opening to its close, as it stands now. Temperatures in degrees Celsius, rounded to three decimals; the comparison with the rule was made on exact values.';
COMMENT ON COLUMN temperature_alerts.alert_id IS 'The same for the same sensor, rule, kind and opening, however often the input is replayed';
COMMENT ON COLUMN temperature_alerts.kind IS 'JUMP: two readings of a short time differ by a lot. TOO_WARM, TOO_COLD: beyond a limit for too long. SILENT: the sensor says nothing. FLATLINE: it says the same all the time. RULE_NOT_EVALUABLE: it is read too rarely for its rule';
COMMENT ON COLUMN temperature_alerts.sensor_id IS 'Sensor';
COMMENT ON COLUMN temperature_alerts.severity IS 'INFO, WARNING or CRITICAL. Of a JUMP, TOO_WARM or TOO_COLD by the peak, in the bands of the rule; alerts from before this column was there are CRITICAL from 30 degrees';
COMMENT ON COLUMN temperature_alerts.close_reason IS 'QUIET: calm for long enough, or the sensor speaks again. EXPIRED: silent for a day. NULL while the episode is open';
COMMENT ON COLUMN temperature_alerts.direction IS 'Direction of the greatest jump by event time: RISING, FALLING or SIMULTANEOUS. NULL for what is no JUMP';
COMMENT ON COLUMN temperature_alerts.opened_at IS 'Event time of the opening; for a JUMP, of the later reading of the pair that opened the episode';
COMMENT ON COLUMN temperature_alerts.peak_delta IS 'How bad it was at its worst so far, in degrees Celsius; not negative. JUMP: the greatest jump. TOO_WARM, TOO_COLD: how far the limit was passed. FLATLINE: how far the readings are apart. 0 for other kinds';
COMMENT ON COLUMN temperature_alerts.first_value IS 'Earlier one of the two readings that show it. JUMP: those of the greatest jump. TOO_WARM, TOO_COLD: the first that passed the limit, and the one that passed it most. FLATLINE: the coldest and the hottest. SILENT, RULE_NOT_EVALUABLE: the last one, twice';
COMMENT ON COLUMN temperature_alerts.first_at IS 'Event time of first_value';
COMMENT ON COLUMN temperature_alerts.second_value IS 'Later one of the two readings that show it';
COMMENT ON COLUMN temperature_alerts.second_at IS 'Event time of second_value';
COMMENT ON COLUMN temperature_alerts.detail IS 'What is wrong, with the numbers of the rule, for people to read; empty in alerts from before this column was there';
COMMENT ON COLUMN temperature_alerts.revision IS 'Readings counted since the opening, the one that opened it included. Higher is newer';

CREATE TABLE alert_history (
  alert_id    text COLLATE "C" NOT NULL,
  seq         bigint           NOT NULL,
  state       text             NOT NULL,
  severity    text             NOT NULL,
  at          timestamptz      NOT NULL,
  peak        numeric(16, 3)   NOT NULL,
  received_at timestamptz      NOT NULL DEFAULT now(),
  PRIMARY KEY (alert_id, seq)
);

CREATE INDEX alert_history_by_time ON alert_history (at);

COMMENT ON TABLE alert_history IS
  'What was told of each alert, and when: its opening, each other state, and a peak that had grown by a degree or more since the last telling. Rows are only ever added. Alerts from before this table was there have none for that time.';
COMMENT ON COLUMN alert_history.alert_id IS 'Alert, as in temperature_alerts; a reader can see an entry before its alert';
COMMENT ON COLUMN alert_history.seq IS 'Number of the telling of this alert, from 0';
COMMENT ON COLUMN alert_history.state IS 'State that it was in from then on: OPEN, OPEN_NO_DATA or CLOSED';
COMMENT ON COLUMN alert_history.severity IS 'INFO, WARNING or CRITICAL, as temperature_alerts.severity was then';
COMMENT ON COLUMN alert_history.at IS 'Event time at which it came to stand like this';
COMMENT ON COLUMN alert_history.peak IS 'How bad it was at its worst so far, in degrees Celsius, as temperature_alerts.peak_delta was then';
COMMENT ON COLUMN alert_history.received_at IS 'When the row was written, by the clock of the database';
