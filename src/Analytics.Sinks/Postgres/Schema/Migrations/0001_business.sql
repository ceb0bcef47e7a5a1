-- Business-critical events, normalised. Everything that a batch changes is changed in one transaction with its row in sink_positions.
-- Every merge below is commutative: whatever the order in which shards deliver, the rows end the same.

CREATE TABLE sink_positions (
  sink          text        NOT NULL,
  topic         text        NOT NULL,
  partition     integer     NOT NULL,
  epoch         bigint      NOT NULL,
  next_sequence bigint      NOT NULL,
  next_offset   bigint      NOT NULL,
  updated_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sink, topic, partition)
);
COMMENT ON TABLE sink_positions IS 'How far each shard''s deliveries were applied; written in the transaction that applied them.';

CREATE TABLE users (
  tenant        text        NOT NULL,
  id            text        NOT NULL,
  tier          text,
  tier_at       timestamptz,
  first_seen    timestamptz NOT NULL,
  registered_at timestamptz,
  PRIMARY KEY (tenant, id)
);
COMMENT ON COLUMN users.id IS 'As the tenant''s masking policy leaves it.';
COMMENT ON COLUMN users.first_seen IS 'Time of the earliest business event that names the user.';
COMMENT ON COLUMN users.tier IS 'Tier on the newest business event that carries one (its time: tier_at).';

CREATE TABLE products (
  tenant       text        NOT NULL,
  id           text        NOT NULL,
  name         text,
  category     text,
  price        numeric,
  currency     text,
  first_seen   timestamptz NOT NULL,
  created_at   timestamptz,
  described_at timestamptz,
  PRIMARY KEY (tenant, id)
);
COMMENT ON TABLE products IS 'created_at: earliest PRODUCT_CREATED; name, category, price: the newest one (its time: described_at). A product only referred to has neither.';

CREATE TABLE events (
  topic           text        NOT NULL,
  partition       integer     NOT NULL,
  log_offset      bigint      NOT NULL,
  id              uuid        NOT NULL,
  tenant          text        NOT NULL,
  type            text        NOT NULL,
  created_at      timestamptz NOT NULL,
  received_at     timestamptz NOT NULL,
  event_id        text,
  service         text,
  user_id         text,
  session_id      text,
  entity_id       text,
  product_id      text,
  order_id        text,
  scope           text,
  amount          numeric,
  currency        text,
  payment_mode    text,
  quantity        bigint,
  properties      jsonb,
  properties_text text,
  PRIMARY KEY (topic, partition, log_offset)
);
COMMENT ON COLUMN events.created_at IS 'When it happened, by its source.';
COMMENT ON COLUMN events.properties_text IS 'The properties as sent, where PostgreSQL''s jsonb cannot hold them (an escaped NUL, a lone surrogate, a number out of range).';
CREATE INDEX events_by_time ON events USING brin (created_at);

CREATE TABLE purchases (
  tenant            text        NOT NULL,
  id                text        NOT NULL,
  order_id          text GENERATED ALWAYS AS (CASE WHEN id LIKE 'event:%' THEN NULL ELSE id END) STORED,
  user_id           text GENERATED ALWAYS AS (coalesce(ordered_by, paid_by)) STORED,
  product_id        text GENERATED ALWAYS AS (coalesce(ordered_product, paid_product)) STORED,
  amount            numeric GENERATED ALWAYS AS (coalesce(ordered_amount, paid_amount)) STORED,
  currency          text,
  status            text NOT NULL GENERATED ALWAYS AS
                      (CASE WHEN refunds > 0 AND refunded_amount >= paid_amount THEN 'refunded' WHEN payments > 0 THEN 'paid' ELSE 'placed' END) STORED,
  payment_mode      text,
  created_at        timestamptz NOT NULL,
  ordered_at        timestamptz,
  ordered_event     uuid,
  ordered_by        text,
  ordered_product   text,
  ordered_amount    numeric,
  paid_at           timestamptz,
  paid_event        uuid,
  paid_by           text,
  paid_product      text,
  payments          integer     NOT NULL,
  paid_amount       numeric     NOT NULL,
  refunds           integer     NOT NULL,
  refunded_amount   numeric     NOT NULL,
  PRIMARY KEY (tenant, id)
) WITH (fillfactor = 80);
COMMENT ON TABLE purchases IS 'One row an order, from its order events, payments and refunds in whatever order they came. The newest order event and the first payment win; payments add.';
COMMENT ON COLUMN purchases.id IS 'The order''s id; event:<id> for a purchase that names no order.';
COMMENT ON COLUMN purchases.currency IS 'XXX when its events name different ones: then only the rows of payments tell the amounts.';

CREATE TABLE payments (
  id           uuid        NOT NULL PRIMARY KEY,
  tenant       text        NOT NULL,
  purchase_id  text,
  kind         text        NOT NULL CHECK (kind IN ('payment', 'refund')),
  user_id      text,
  product_id   text,
  amount       numeric     NOT NULL,
  currency     text        NOT NULL,
  payment_mode text,
  paid_at      timestamptz NOT NULL,
  topic        text        NOT NULL,
  partition    integer     NOT NULL,
  log_offset   bigint      NOT NULL
);
COMMENT ON COLUMN payments.id IS 'Identity of the event: the same event is never booked twice, however much later it comes again.';
-- The statement that books a payment makes its purchase as well; a foreign key would look up each row once more (an eighth of the sink's work).
CREATE INDEX payments_by_purchase ON payments (tenant, purchase_id);
CREATE INDEX payments_by_time ON payments USING brin (paid_at);

CREATE TABLE sessions (
  id         uuid        NOT NULL PRIMARY KEY,
  tenant     text        NOT NULL,
  user_id    text,
  started_at timestamptz NOT NULL,
  ended_at   timestamptz NOT NULL,
  revision   bigint      NOT NULL,
  events     bigint      NOT NULL,
  pages      bigint      NOT NULL,
  revenue    numeric     NOT NULL,
  currency   text,
  entry      text,
  exit       text,
  path       json,
  device     text,
  city       text,
  country    text,
  campaign   text
);
COMMENT ON TABLE sessions IS 'Closed sessions, each in its newest revision.';
CREATE INDEX sessions_by_time ON sessions USING brin (started_at);

CREATE TABLE retracted_sessions (
  id       uuid   NOT NULL PRIMARY KEY,
  revision bigint NOT NULL
);
COMMENT ON TABLE retracted_sessions IS 'Sessions that were merged into another one, so that an older revision cannot bring them back.';

-- Text that is not jsonb becomes null. Only used after a batch was refused for one such text: the block costs a subtransaction a row.
CREATE FUNCTION jsonb_or_null(value text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN value::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
  RETURN NULL;
END $$;

CREATE FUNCTION json_or_null(value text) RETURNS json LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN value::json;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
  RETURN NULL;
END $$;

-- Currency of a sum: known, unknown (null), or mixed.
CREATE FUNCTION merged_currency(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN a IS NULL THEN b WHEN b IS NULL OR a = b THEN a ELSE 'XXX' END $$;
