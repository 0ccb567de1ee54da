-- What the oracle knows. Times are epoch milliseconds, temperatures ninths of a milli-degree Celsius.
DROP SCHEMA IF EXISTS oracle CASCADE;
CREATE SCHEMA oracle;

-- Every good record, in the order of its partition.
CREATE TABLE oracle.sale (
  partition   integer NOT NULL,
  "offset"    bigint  NOT NULL,
  key         bytea   NOT NULL,
  value       bytea   NOT NULL,
  -- The newest event of the partition before it: no watermark that it meets is ahead of that.
  reached     bigint,
  sale_id     text COLLATE "C" NOT NULL,
  store_id    text COLLATE "C" NOT NULL,
  product_id  text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  currency    text COLLATE "C" NOT NULL,
  is_return   boolean NOT NULL,
  quantity    numeric NOT NULL,
  amount      numeric NOT NULL,
  sold_at     bigint  NOT NULL,
  PRIMARY KEY (partition, "offset")
);

CREATE TABLE oracle.reading (
  partition   integer NOT NULL,
  "offset"    bigint  NOT NULL,
  record_time bigint  NOT NULL,
  reading_id  text COLLATE "C" NOT NULL,
  sensor_id   text COLLATE "C" NOT NULL,
  ninths      bigint  NOT NULL,
  read_at     bigint  NOT NULL,
  PRIMARY KEY (partition, "offset")
);

-- Every bad record.
CREATE TABLE oracle.refused (
  topic     text COLLATE "C" NOT NULL,
  partition integer NOT NULL,
  "offset"  bigint  NOT NULL,
  reason    text    NOT NULL,
  key       bytea   NOT NULL,
  value     bytea   NOT NULL,
  PRIMARY KEY (topic, partition, "offset")
);

CREATE FUNCTION oracle.moment(millis bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
  $$ SELECT timestamptz 'epoch' + millis * interval '1 millisecond' $$;
