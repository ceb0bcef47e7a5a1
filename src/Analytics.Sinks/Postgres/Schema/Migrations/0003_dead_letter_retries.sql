-- What operators sent again from the dead letters, so that a second try of the same letter is seen.

CREATE TABLE dead_letter_retries (
  topic      text        NOT NULL,
  partition  integer     NOT NULL,
  log_offset bigint      NOT NULL,
  retried_at timestamptz NOT NULL DEFAULT now(),
  outcome    text        NOT NULL,
  PRIMARY KEY (topic, partition, log_offset, retried_at)
);
