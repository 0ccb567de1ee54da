SET LOCAL jit = off;
SET LOCAL work_mem = '64MB';

-- What sales_reports and late_events must hold, by the sales of the log. :watermark is the time that
-- every partition has passed, :ahead the one that the foremost has reached.

-- The first content of an id counts. Those of one id with several contents are in one partition.
CREATE TEMP TABLE judged AS
  SELECT *,
         row_number() OVER id = 1 AS is_first,
         (product_id, customer_id, currency, is_return, quantity, amount, sold_at)
           IS DISTINCT FROM
         (first_value(product_id) OVER id, first_value(customer_id) OVER id,
          first_value(currency) OVER id, first_value(is_return) OVER id,
          first_value(quantity) OVER id, first_value(amount) OVER id,
          first_value(sold_at) OVER id) AS is_conflict
  FROM oracle.sale
  WINDOW id AS (PARTITION BY store_id, sale_id ORDER BY partition, "offset");

-- Each sale once for each window that it is in.
CREATE TEMP TABLE contribution AS
  WITH paused AS (
    SELECT judged.*, sold_at - lag(sold_at) OVER customer > 30000 AS is_new_visit
    FROM judged
    WHERE is_first
    WINDOW customer AS (PARTITION BY customer_id, currency ORDER BY sold_at)
  ), numbered AS (
    SELECT paused.*, count(*) FILTER (WHERE is_new_visit) OVER customer AS visit
    FROM paused
    WINDOW customer AS (PARTITION BY customer_id, currency ORDER BY sold_at)
  ), sale AS (
    SELECT numbered.*, min(sold_at) OVER visit AS visit_start, max(sold_at) OVER visit AS visit_end,
           sold_at / 3600000 * 3600000 AS hour, sold_at / 600000 * 600000 AS step
    FROM numbered
    WINDOW visit AS (PARTITION BY customer_id, currency, visit)
  ), windowed AS (
    SELECT in_report.*, sale.store_id, sale_id, currency, is_return, quantity, amount, sold_at, reached
    FROM sale
    CROSS JOIN LATERAL (
      VALUES ('hourly-sales-by-product', '', product_id, '', hour, hour + 3600000),
             ('hourly-sales-by-store', sale.store_id, '', '', hour, hour + 3600000),
             ('hourly-sales', '', '', '', hour, hour + 3600000),
             ('visits', '', '', customer_id, visit_start, visit_end + 30000)
      UNION ALL
      SELECT 'moving-sales-by-store', sale.store_id, '', '', step - back, step - back + 3600000
      FROM generate_series(0, 3000000, 600000) AS back
    ) AS in_report (report, store, product, customer, begins, ends)
  )
  SELECT *,
         -- Time in the job is never ahead of the partition's, so nothing else can be late. These are,
         -- unless the job comes to them anew and knows less of other partitions than it did.
         coalesce(ends - 1 + 24 * 3600000 <= reached - 5001, false) AS is_late
  FROM windowed;
ANALYZE contribution;

CREATE TEMP TABLE expected_sales AS
  SELECT report COLLATE "C" AS report, store COLLATE "C" AS store_id, product COLLATE "C" AS product_id,
         customer COLLATE "C" AS customer_id, currency,
         oracle.moment(begins) AS window_start, oracle.moment(ends) AS window_end,
         0::bigint AS window_seq,
         count(*) FILTER (WHERE NOT is_return) AS sales,
         count(*) FILTER (WHERE is_return) AS returns,
         sum(CASE WHEN is_return THEN -quantity ELSE quantity END) AS units,
         coalesce(sum(amount) FILTER (WHERE NOT is_return), 0) AS gross,
         coalesce(sum(amount) FILTER (WHERE is_return), 0) AS returned,
         sum(CASE WHEN is_return THEN -amount ELSE amount END) AS net,
         count(*) AS revision,
         1 AS generation,
         bool_or(NOT is_late) AND ends <= :watermark AS is_required
  FROM contribution
  GROUP BY report, store, product, customer, currency, begins, ends
  HAVING ends <= :ahead;
ANALYZE expected_sales;

-- Visits that are not over. Where a part of the partitions was taken for idle, the table may hold
-- pieces of one that were final at the time.
CREATE TEMP TABLE open_visit AS
  SELECT customer, currency, tstzrange(oracle.moment(begins), oracle.moment(ends), '[]') AS time
  FROM contribution
  WHERE report = 'visits' AND ends > :watermark
  GROUP BY customer, currency, begins, ends;

-- A late sale may be counted after all, but then in all of its windows.
CREATE TEMP TABLE expected_late AS
  SELECT report COLLATE "C" AS report, store_id AS source_id, sale_id AS event_id,
         oracle.moment(sold_at) AS event_time,
         bool_or(NOT EXISTS (
           SELECT FROM sales_reports r
           WHERE r.report = late.report AND r.store_id = store AND r.product_id = product
             AND r.customer_id = customer AND r.currency = late.currency
             AND r.window_start = oracle.moment(begins))) AS is_required
  FROM contribution late
  WHERE is_late
  GROUP BY report, store_id, sale_id, sold_at;

CREATE TEMP TABLE expected_letters AS
  SELECT topic, partition, "offset", reason, key, value, true AS is_required
  FROM oracle.refused
  UNION ALL
  SELECT 'sales', partition, "offset", 'ID_CONFLICT', key, value, true
  FROM judged
  WHERE is_conflict;
