CREATE TABLE IF NOT EXISTS {database}.window_results
(
  tenant LowCardinality(String) COMMENT 'Tenant',
  granularity LowCardinality(String) COMMENT 'hour, day, five_minutes',
  start DateTime64(6, 'UTC') COMMENT 'Start of the window: the instant at which it starts in the tenant''s zone',
  dimension LowCardinality(String) COMMENT 'all, type, service, payment_mode, metric',
  value LowCardinality(String) COMMENT 'Value of the dimension; empty for all',
  currency LowCardinality(String) COMMENT 'Currency of the amount; empty without money',
  shard LowCardinality(String) COMMENT 'Part of the answer: sum over shards',
  events Int64 COMMENT 'Events counted',
  amount Decimal(38, 6) COMMENT 'Sum of amounts',
  users Int64 COMMENT 'Unique users (dimension all); a user lives on one shard, so shards add',
  users_exact Bool COMMENT 'False once users is an estimate',
  pane LowCardinality(String) COMMENT 'early, on_time, correcting',
  revision UInt32 COMMENT 'A higher revision replaces a lower'
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (tenant, granularity, start, dimension, value, currency, shard)
SETTINGS non_replicated_deduplication_window = 10000, min_parts_to_merge_at_once = 8, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
  old_parts_lifetime = 60, number_of_free_entries_in_pool_to_execute_mutation = 1,
  number_of_free_entries_in_pool_to_lower_max_size_of_merge = 1, number_of_free_entries_in_pool_to_execute_optimize_entire_partition = 1
COMMENT 'Each shard''s part of each window. Read the view windows, or this table with FINAL.';

CREATE VIEW IF NOT EXISTS {database}.windows AS
SELECT tenant, granularity, start, dimension, value, currency,
  sum(events) AS events, sum(amount) AS amount, sum(users) AS users, min(users_exact) AS users_exact, max(pane = 'early') AS still_open
FROM {database}.window_results FINAL
GROUP BY tenant, granularity, start, dimension, value, currency
COMMENT 'Windows of a tenant, summed over shards';
