CREATE TABLE IF NOT EXISTS {database}.alerts
(
  tenant LowCardinality(String) COMMENT 'Tenant',
  alert_id UUID COMMENT 'The same in every replay: hash of rule, version, key and matched events',
  rule LowCardinality(String) COMMENT 'Rule that matched',
  rule_version UInt32 COMMENT 'Changes with what the rule matches',
  user_id String COMMENT 'User that the rule watched',
  first_at DateTime64(6, 'UTC') COMMENT 'Time of the earliest matched event',
  at DateTime64(6, 'UTC') COMMENT 'Time of the event that completed the match',
  events UInt32 COMMENT 'Events matched'
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, at, alert_id)
SETTINGS non_replicated_deduplication_window = 10000, min_parts_to_merge_at_once = 8, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
  old_parts_lifetime = 60, number_of_free_entries_in_pool_to_execute_mutation = 1,
  number_of_free_entries_in_pool_to_lower_max_size_of_merge = 1, number_of_free_entries_in_pool_to_execute_optimize_entire_partition = 1
COMMENT 'Alerts. Read with FINAL: one that was sent twice is there twice until parts merge.';
