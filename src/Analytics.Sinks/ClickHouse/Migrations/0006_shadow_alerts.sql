ALTER TABLE {database}.alerts
  ADD COLUMN IF NOT EXISTS shadow Bool DEFAULT false COMMENT 'Of a rule that is only watched itself: counted, and nobody was told';
