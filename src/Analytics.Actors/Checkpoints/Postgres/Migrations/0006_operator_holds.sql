-- What operators let rest.

CREATE TABLE operator_holds (
  kind  text        NOT NULL,
  name  text        NOT NULL,
  since timestamptz NOT NULL,
  said_by text   NOT NULL,
  PRIMARY KEY (kind, name)
);
COMMENT ON TABLE operator_holds IS 'What operators have paused: shards that do not read (source) and sinks that get no deliveries (sink). It lasts until it is resumed.';
