CREATE TABLE IF NOT EXISTS {database}.sessions
(
  tenant LowCardinality(String) COMMENT 'Tenant',
  user_id String COMMENT 'User, masked as the tenant''s policy says',
  session_id UUID COMMENT 'Stable id: the same in every replay',
  start DateTime64(6, 'UTC') COMMENT 'First event',
  end DateTime64(6, 'UTC') COMMENT 'Last event',
  events UInt32 COMMENT 'Events in the session',
  pages UInt32 COMMENT 'Page views in the session',
  revenue Decimal(38, 6) COMMENT 'Payments and purchases in the session',
  currency LowCardinality(String) COMMENT 'Currency of the revenue',
  entry String COMMENT 'First page or event type',
  exit String COMMENT 'Last page or event type',
  path String COMMENT 'Up to 50 steps as a JSON array' CODEC(ZSTD(1)),
  device LowCardinality(String) COMMENT 'Device family',
  city LowCardinality(String) COMMENT 'City',
  country LowCardinality(String) COMMENT 'Country',
  campaign String COMMENT 'Campaign of the first event that has one',
  revision UInt32 COMMENT 'A higher revision replaces a lower',
  retracted UInt8 COMMENT '1: the session was merged into another one'
)
ENGINE = ReplacingMergeTree(revision, retracted)
ORDER BY (tenant, user_id, session_id)
SETTINGS non_replicated_deduplication_window = 10000, min_parts_to_merge_at_once = 8, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
  old_parts_lifetime = 60, number_of_free_entries_in_pool_to_execute_mutation = 1,
  number_of_free_entries_in_pool_to_lower_max_size_of_merge = 1, number_of_free_entries_in_pool_to_execute_optimize_entire_partition = 1
COMMENT 'Closed sessions with their corrections. Read the view closed_sessions, or this table with FINAL.';

CREATE VIEW IF NOT EXISTS {database}.closed_sessions AS
SELECT * EXCEPT (revision, retracted), dateDiff('microsecond', start, end) / 1000000 AS duration_seconds
FROM {database}.sessions FINAL
COMMENT 'Closed sessions, one row each';
