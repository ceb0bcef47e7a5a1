-- Rules that people stored, as the changes that made them: a rule is what its newest change says, and all rules after a change are a revision.

CREATE TABLE rule_changes (
  revision   bigint      NOT NULL PRIMARY KEY,
  name       text        NOT NULL,
  version    integer     NOT NULL,
  action     text        NOT NULL CHECK (action IN ('add', 'edit', 'mode', 'rollback', 'remove')),
  mode       text        NOT NULL CHECK (mode IN ('off', 'shadow', 'on')),
  text       text        NOT NULL,
  author     text        NOT NULL,
  reason     text,
  changed_at timestamptz NOT NULL
);
COMMENT ON COLUMN rule_changes.version IS 'Counts the texts of a name: a change of the mode keeps it, a rollback gives the former text a number of its own.';
CREATE INDEX rule_changes_of_rule ON rule_changes (name, revision);

ALTER TABLE alerts ADD COLUMN shadow boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN alerts.shadow IS 'Of a rule that is only watched itself: counted, and nobody was told.';
