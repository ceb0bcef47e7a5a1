-- Tables that operators edit with SQL; the node loads them again when they change.

CREATE TABLE user_tiers (
  tenant  text NOT NULL,
  user_id text NOT NULL,
  tier    text NOT NULL CHECK (length(tier) BETWEEN 1 AND 64),
  PRIMARY KEY (tenant, user_id)
);
COMMENT ON COLUMN user_tiers.user_id IS 'The user''s id as events carry it, before masking.';

CREATE TABLE product_categories (
  tenant     text NOT NULL,
  product_id text NOT NULL,
  category   text NOT NULL CHECK (length(category) BETWEEN 1 AND 128),
  price      numeric,
  PRIMARY KEY (tenant, product_id)
);

CREATE TABLE reference_version (
  single     boolean     NOT NULL PRIMARY KEY DEFAULT true CHECK (single),
  version    bigint      NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO reference_version (version) VALUES (1);
COMMENT ON TABLE reference_version IS 'Counts statements that changed user_tiers or product_categories; part of each enriched event''s table versions.';

CREATE FUNCTION reference_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE analytics.reference_version SET version = version + 1, changed_at = now();
  PERFORM pg_notify('analytics_reference', '');
  RETURN NULL;
END $$;

CREATE TRIGGER user_tiers_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON user_tiers
  FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
CREATE TRIGGER product_categories_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON product_categories
  FOR EACH STATEMENT EXECUTE FUNCTION reference_changed();
