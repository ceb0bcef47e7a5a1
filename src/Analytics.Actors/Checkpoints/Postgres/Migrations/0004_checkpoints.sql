-- Checkpoints of shards, who owns them, and which nodes there are.

CREATE TABLE shard_owners (
  topic     text        NOT NULL,
  partition integer     NOT NULL,
  epoch     bigint      NOT NULL,
  node      text        NOT NULL,
  address   text        NOT NULL,
  since     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE shard_owners IS 'The owner of each shard. Taking a shard over counts its epoch up; whoever writes checks its epoch in the same transaction.';
COMMENT ON COLUMN shard_owners.address IS 'Where the owner answers questions about the shard: host:port of its HTTP endpoint.';

CREATE TABLE checkpoint_manifests (
  topic      text        NOT NULL,
  partition  integer     NOT NULL,
  number     bigint      NOT NULL,
  epoch      bigint      NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  content    bytea       NOT NULL,
  PRIMARY KEY (topic, partition, number, epoch)
);
COMMENT ON TABLE checkpoint_manifests IS 'One row a checkpoint that is kept: its manifest file, which names the files of its state and ends with a checksum.';

-- The writer's epoch is part of the keys, so that a transaction of a former owner that never ends holds nothing that its successor waits for.
CREATE TABLE checkpoint_parts (
  topic     text     NOT NULL,
  partition integer  NOT NULL,
  kind      smallint NOT NULL,
  file      bigint   NOT NULL,
  position  bigint   NOT NULL,
  epoch     bigint   NOT NULL,
  length    integer  NOT NULL,
  checksum  bigint   NOT NULL,
  codec     smallint NOT NULL,
  content   bytea    NOT NULL,
  PRIMARY KEY (topic, partition, kind, file, position, epoch)
);
ALTER TABLE checkpoint_parts ALTER COLUMN content SET STORAGE EXTERNAL;
COMMENT ON TABLE checkpoint_parts IS 'The bytes of state files (kind 1) and outbox files (kind 2), as they were appended. Never changed, only deleted with their file.';
COMMENT ON COLUMN checkpoint_parts.length IS 'Bytes of the file, before compression; checksum is their CRC-32C.';
COMMENT ON COLUMN checkpoint_parts.codec IS '0: as they are. 1: Brotli.';

-- Holds the owner's row until the end of the transaction, so that nobody takes the shard over between this check and the commit.
CREATE FUNCTION require_epoch(of_topic text, of_partition integer, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  present record;
BEGIN
  PERFORM FROM analytics.shard_owners WHERE topic = of_topic AND partition = of_partition AND epoch = expected FOR SHARE;
  IF FOUND THEN RETURN; END IF;
  SELECT epoch, node INTO present FROM analytics.shard_owners WHERE topic = of_topic AND partition = of_partition;
  RAISE EXCEPTION 'Epoch % owns %-% (node %); epoch % may not write any more.', present.epoch, of_topic, of_partition, present.node, expected USING ERRCODE = 'AA001';
END $$;

CREATE TABLE nodes (
  id         text        NOT NULL PRIMARY KEY,
  address    text        NOT NULL,
  roles      text[]      NOT NULL,
  version    text        NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
COMMENT ON TABLE nodes IS 'Nodes that run, by their own account: each renews its row every few seconds and deletes it when it leaves.';
