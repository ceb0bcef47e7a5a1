-- What the nodes of one system must agree on: drawn by the first of them, once.

CREATE TABLE installation (
  single         boolean     NOT NULL PRIMARY KEY DEFAULT true CHECK (single),
  key_seed       bigint      NOT NULL,
  masking_secret bytea       NOT NULL CHECK (octet_length(masking_secret) = 32),
  drawn_at       timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE installation IS 'Losing it would give every person another pseudonym. tenants.masking-key overrules the secret.';
