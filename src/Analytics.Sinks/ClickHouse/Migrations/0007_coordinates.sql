ALTER TABLE {database}.events
  ADD COLUMN IF NOT EXISTS latitude Decimal(9, 4) COMMENT 'Degrees north of the address''s place; see located' AFTER city,
  ADD COLUMN IF NOT EXISTS longitude Decimal(9, 4) COMMENT 'Degrees east of it' AFTER latitude,
  ADD COLUMN IF NOT EXISTS located Nullable(Bool) COMMENT 'Whether latitude and longitude are known; NULL in rows from before they were kept' AFTER longitude;
