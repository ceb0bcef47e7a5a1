-- Alerts, what became of them, and what was sent about them. An alert, its place in the order of changes and what is to be sent are written in the transaction that moves the shard's position.

CREATE SEQUENCE alert_positions;
COMMENT ON SEQUENCE alert_positions IS 'Drawn under an advisory lock that lasts to the end of the transaction, so that positions become visible in order.';

CREATE TABLE alerts (
  tenant       text        NOT NULL,
  id           uuid        NOT NULL,
  position     bigint      NOT NULL,
  rule         text        NOT NULL,
  rule_version bigint      NOT NULL,
  severity     text        NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  entity_kind  text        NOT NULL,
  entity       text        NOT NULL,
  first_at     timestamptz NOT NULL,
  at           timestamptz NOT NULL,
  events       bigint      NOT NULL,
  evidence     json,
  raised_at    timestamptz NOT NULL,
  state        text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'acknowledged', 'resolved', 'false-positive')),
  changed_by   text,
  changed_at   timestamptz,
  note         text,
  PRIMARY KEY (tenant, id)
);
COMMENT ON COLUMN alerts.evidence IS 'As the rule wrote it; json and not jsonb, which cannot hold every text that JSON can.';
CREATE UNIQUE INDEX alerts_by_position ON alerts (tenant, position);
CREATE INDEX alerts_by_entity ON alerts (tenant, entity, position);
CREATE INDEX alerts_by_age ON alerts (raised_at);

CREATE TABLE alert_changes (
  position   bigint      NOT NULL PRIMARY KEY,
  tenant     text        NOT NULL,
  alert_id   uuid        NOT NULL,
  state      text        NOT NULL,
  changed_by text,
  changed_at timestamptz NOT NULL,
  note       text,
  FOREIGN KEY (tenant, alert_id) REFERENCES alerts ON DELETE CASCADE
);
COMMENT ON TABLE alert_changes IS 'The history of alerts in the order in which it became visible: what streams read, from any position.';
CREATE INDEX alert_changes_of_tenant ON alert_changes (tenant, position);
CREATE INDEX alert_changes_of_alert ON alert_changes (tenant, alert_id);

CREATE TABLE alert_deliveries (
  id             uuid        NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
  channel        text        NOT NULL,
  tenant         text        NOT NULL,
  kind           text        NOT NULL CHECK (kind IN ('alert', 'repeat', 'escalation', 'digest', 'test')),
  group_key      text        NOT NULL,
  repeats        integer     NOT NULL DEFAULT 0,
  state          text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'failed', 'suppressed')),
  attempts       integer     NOT NULL DEFAULT 0,
  created_at     timestamptz NOT NULL,
  due_at         timestamptz NOT NULL,
  first_tried_at timestamptz,
  finished_at    timestamptz,
  last_error     text,
  payload        text
) WITH (fillfactor = 80);
COMMENT ON COLUMN alert_deliveries.id IS 'The idempotency key: every try of the delivery carries it.';
COMMENT ON COLUMN alert_deliveries.payload IS 'What is sent, written with the first try: later ones repeat it byte for byte.';
CREATE UNIQUE INDEX alert_deliveries_open ON alert_deliveries (channel, tenant, kind, group_key)
  WHERE state = 'pending' AND attempts = 0 AND kind IN ('alert', 'digest');
CREATE INDEX alert_deliveries_due ON alert_deliveries (channel, due_at) WHERE state IN ('pending', 'sending');
CREATE INDEX alert_deliveries_by_age ON alert_deliveries (tenant, created_at);
CREATE INDEX alert_deliveries_by_end ON alert_deliveries (tenant, finished_at);

CREATE TABLE alert_delivery_items (
  delivery_id uuid NOT NULL REFERENCES alert_deliveries ON DELETE CASCADE,
  tenant      text NOT NULL,
  alert_id    uuid NOT NULL,
  suppressed  text,
  PRIMARY KEY (delivery_id, alert_id),
  FOREIGN KEY (tenant, alert_id) REFERENCES alerts ON DELETE CASCADE
);
COMMENT ON COLUMN alert_delivery_items.suppressed IS 'Why the alert was left out of what was sent.';
CREATE INDEX alert_delivery_items_of_alert ON alert_delivery_items (tenant, alert_id);

CREATE TABLE alert_silences (
  id         uuid        NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant     text        NOT NULL,
  rule       text,
  entity     text,
  starts_at  timestamptz NOT NULL,
  ends_at    timestamptz NOT NULL CHECK (ends_at > starts_at),
  created_by text        NOT NULL,
  created_at timestamptz NOT NULL,
  comment    text        NOT NULL
);
COMMENT ON TABLE alert_silences IS 'While one lasts, alerts that it matches are kept and not sent. Without rule and entity it matches every alert of the tenant.';
CREATE INDEX alert_silences_by_end ON alert_silences (tenant, ends_at);

CREATE TABLE alert_channels (
  name  text        NOT NULL PRIMARY KEY,
  is_up boolean     NOT NULL,
  since timestamptz NOT NULL,
  error text
);
COMMENT ON TABLE alert_channels IS 'How each channel is, as the node that sends last saw it.';
