ALTER TABLE {database}.alerts RENAME COLUMN IF EXISTS user_id TO key;
ALTER TABLE {database}.alerts
  ADD COLUMN IF NOT EXISTS severity LowCardinality(String) COMMENT 'low, medium, high or critical' AFTER rule_version,
  ADD COLUMN IF NOT EXISTS key_field LowCardinality(String) DEFAULT 'user' COMMENT 'What the rule watches: user, card, user and device ...' AFTER severity,
  ADD COLUMN IF NOT EXISTS evidence String COMMENT 'What the conditions saw, as JSON: each event by its offset with its values, and what was remembered of the key' CODEC(ZSTD(3)),
  COMMENT COLUMN key 'Value that the rule watched, masked as the tenant''s policy says';
