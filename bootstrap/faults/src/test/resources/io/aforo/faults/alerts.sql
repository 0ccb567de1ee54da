-- What temperature_alerts must hold, by the readings of the log.
-- A sensor's readings are in one partition, so their order is that of their arrival at the job.

CREATE TEMP TABLE arrival AS
  WITH known AS (
    SELECT *,
           row_number() OVER (PARTITION BY sensor_id, reading_id,
                                CASE WHEN reading_id = '' THEN read_at END,
                                CASE WHEN reading_id = '' THEN ninths END
                              ORDER BY partition, "offset") > 1 AS is_repeat,
           max(read_at) OVER (PARTITION BY sensor_id ORDER BY partition, "offset"
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest_before
    FROM oracle.reading
  )
  SELECT *,
         -- The window, the disorder that is allowed, and ten minutes.
         NOT is_repeat AND coalesce(read_at < newest_before - 665000, false) AS is_late
  FROM known;

CREATE TEMP TABLE counted AS
  SELECT *,
         row_number() OVER (PARTITION BY sensor_id ORDER BY partition, "offset") AS n,
         coalesce(read_at >= newest_before, true) AS is_newest
  FROM arrival
  WHERE NOT is_repeat AND NOT is_late;
CREATE INDEX ON counted (sensor_id, read_at);
CREATE INDEX ON counted (sensor_id, n);
ANALYZE counted;

-- Hot: at its arrival, the readings of the minute up to it differ by 15 degrees.
CREATE TEMP TABLE heard AS
  WITH warmed AS (
    SELECT a.sensor_id, a.n, a.read_at, a.record_time, a.is_newest,
           a.is_newest AND max(b.ninths) - min(b.ninths) >= 15 * 9000 AS is_hot
    FROM counted a
    JOIN counted b ON b.sensor_id = a.sensor_id AND b.n <= a.n
                  AND b.read_at BETWEEN a.read_at - 60000 AND a.read_at
    GROUP BY a.sensor_id, a.n, a.read_at, a.record_time, a.is_newest
  )
  SELECT *, max(read_at) FILTER (WHERE is_hot) OVER (PARTITION BY sensor_id ORDER BY n) AS last_hot_at
  FROM warmed;
CREATE INDEX ON heard (sensor_id, n);

-- Every jump, at the arrival of its second reading.
CREATE TEMP TABLE jump AS
  SELECT a.sensor_id, a.n, abs(a.ninths - b.ninths) AS delta,
         CASE WHEN a_first THEN a.read_at ELSE b.read_at END AS first_at,
         CASE WHEN a_first THEN a.ninths ELSE b.ninths END AS first_value,
         CASE WHEN a_first THEN b.read_at ELSE a.read_at END AS second_at,
         CASE WHEN a_first THEN b.ninths ELSE a.ninths END AS second_value
  FROM counted a
  JOIN counted b ON b.sensor_id = a.sensor_id AND b.n < a.n
                AND b.read_at BETWEEN a.read_at - 60000 AND a.read_at + 60000
  CROSS JOIN LATERAL (SELECT (a.read_at, a.ninths) < (b.read_at, b.ninths) AS a_first) AS in_order
  WHERE abs(a.ninths - b.ninths) >= 20 * 9000;
CREATE INDEX ON jump (sensor_id, n);
ANALYZE heard;
ANALYZE jump;

-- From an opening to its close, and on to the next opening. Jumps that are found only after the
-- close of an episode that they lie in would still change it: the load has none.
CREATE TEMP TABLE episode AS
  WITH RECURSIVE episode AS (
    SELECT sensor_id, 0::bigint AS opened_n, 0::bigint AS opened_at, 0::bigint AS settled_at,
           0::bigint AS closed_n, 0::bigint AS closed_at
    FROM (SELECT DISTINCT sensor_id FROM counted) AS sensor
    UNION ALL
    SELECT before.sensor_id, opening.n, opening.second_at, before.closed_at, closing.n, closing.read_at
    FROM episode before
    CROSS JOIN LATERAL (
      SELECT * FROM jump
      WHERE jump.sensor_id = before.sensor_id AND jump.n > before.closed_n
        AND jump.second_at > before.closed_at
      ORDER BY n, delta DESC, second_at, first_at, first_value, second_value
      LIMIT 1
    ) AS opening
    LEFT JOIN LATERAL (
      SELECT * FROM heard
      WHERE heard.sensor_id = before.sensor_id AND heard.n > opening.n AND is_newest
        AND read_at >= greatest(last_hot_at, opening.second_at) + 120000
        AND 2 <= (SELECT count(*) FROM counted since
                  WHERE since.sensor_id = heard.sensor_id AND since.n <= heard.n
                    AND since.read_at > greatest(heard.last_hot_at, opening.second_at))
      ORDER BY n
      LIMIT 1
    ) AS closing ON true
    WHERE before.closed_n IS NOT NULL
  )
  SELECT * FROM episode;

CREATE TEMP TABLE expected_alerts AS
  SELECT encode(substr(sha256(convert_to(episode.sensor_id, 'UTF8') || '\x00'::bytea
                              || convert_to('temperature-jump', 'UTF8') || '\x00'::bytea
                              || convert_to(opened_at::text, 'UTF8')), 1, 16), 'hex')
           COLLATE "C" AS alert_id,
         'JUMP' AS kind, episode.sensor_id, 'temperature-jump' AS rule_id, 1 AS rule_version,
         CASE WHEN peak.delta >= 30 * 9000 THEN 'CRITICAL' ELSE 'WARNING' END AS severity,
         CASE WHEN closed_n IS NULL THEN 'OPEN' ELSE 'CLOSED' END AS state,
         CASE WHEN closed_n IS NOT NULL THEN 'QUIET' END AS close_reason,
         CASE WHEN first_at = second_at THEN 'SIMULTANEOUS'
              WHEN first_value <= second_value THEN 'RISING' ELSE 'FALLING' END AS direction,
         oracle.moment(opened_at) AS opened_at, oracle.moment(closed_at) AS closed_at,
         round(peak.delta::numeric / 9000, 3) AS peak_delta,
         round(first_value::numeric / 9000, 3) AS first_value, oracle.moment(first_at) AS first_at,
         round(second_value::numeric / 9000, 3) AS second_value, oracle.moment(second_at) AS second_at,
         -- Of an open episode the table may hold an older one.
         closed_n - opened_n + 1 AS revision,
         1 AS generation,
         opened_at < opening.record_time - 15 * 60000 AS historical,
         true AS is_required
  FROM episode
  CROSS JOIN LATERAL (
    SELECT * FROM jump
    WHERE jump.sensor_id = episode.sensor_id AND jump.second_at > episode.settled_at
      AND jump.n BETWEEN episode.opened_n AND coalesce(episode.closed_n, jump.n)
    ORDER BY delta DESC, second_at, first_at, first_value, second_value
    LIMIT 1
  ) AS peak
  JOIN counted opening ON opening.sensor_id = episode.sensor_id AND opening.n = episode.opened_n
  WHERE episode.opened_n > 0;

INSERT INTO expected_late (report, source_id, event_id, event_time, is_required)
  SELECT 'temperature-jump', sensor_id, reading_id, oracle.moment(read_at), true
  FROM arrival
  WHERE is_late
  GROUP BY sensor_id, reading_id, read_at;
