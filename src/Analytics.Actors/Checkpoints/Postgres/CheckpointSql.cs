namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>Every statement about checkpoints.</summary>
internal static class CheckpointSql
{
    // A database where commits do not wait for its disk would make acknowledged checkpoints vanish; stricter settings stay.
    public const string Limits = """
        SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $1, true),
               CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END
        """;

    // Above what manifests say too: a directory that was restored from an older copy must not hand out an epoch twice.
    public const string TakeOver = """
        INSERT INTO analytics.shard_owners AS o (topic, partition, epoch, node, address)
        VALUES ($1, $2, 1 + coalesce((SELECT max(epoch) FROM analytics.checkpoint_manifests WHERE topic = $1 AND partition = $2), 0), $3, $4)
        ON CONFLICT (topic, partition) DO UPDATE
        SET epoch = greatest(o.epoch + 1, excluded.epoch), node = excluded.node, address = excluded.address, since = now()
        RETURNING epoch
        """;

    public const string Epoch = "SELECT epoch FROM analytics.shard_owners WHERE topic = $1 AND partition = $2";

    public const string Manifests = "SELECT number, written_at, content FROM analytics.checkpoint_manifests WHERE topic = $1 AND partition = $2 ORDER BY number, epoch";

    public const string Parts = """
        SELECT p.kind, p.file, p.position, p.length, p.checksum, p.epoch
        FROM analytics.checkpoint_parts p
        LEFT JOIN unnest($3::smallint[], $4::bigint[], $5::bigint[]) AS had (kind, file, upto) ON had.kind = p.kind AND had.file = p.file
        WHERE p.topic = $1 AND p.partition = $2 AND p.position >= coalesce(had.upto, 0)
        ORDER BY p.kind, p.file, p.position, p.epoch
        """;

    public const string Download = """
        SELECT wanted.number, p.codec, p.content
        FROM unnest($3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[]) WITH ORDINALITY AS wanted (kind, file, position, epoch, number)
        JOIN analytics.checkpoint_parts p
          ON p.topic = $1 AND p.partition = $2 AND p.kind = wanted.kind AND p.file = wanted.file AND p.position = wanted.position AND p.epoch = wanted.epoch
        """;

    public const string InsertPart = """
        INSERT INTO analytics.checkpoint_parts (topic, partition, kind, file, position, epoch, length, checksum, codec, content)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    public const string InsertManifest = "INSERT INTO analytics.checkpoint_manifests (topic, partition, number, epoch, content) VALUES ($1, $2, $3, $4, $5)";

    public const string RequireEpoch = "SELECT analytics.require_epoch($1, $2, $3)";

    public const string PruneManifests = "DELETE FROM analytics.checkpoint_manifests WHERE topic = $1 AND partition = $2 AND number <> ALL ($3)";

    public const string PruneParts = """
        DELETE FROM analytics.checkpoint_parts p USING unnest($3::smallint[], $4::bigint[]) AS gone (kind, file)
        WHERE p.topic = $1 AND p.partition = $2 AND p.kind = gone.kind AND p.file = gone.file
        """;

    public const string NewestNumbers = "SELECT topic, partition, max(number) FROM analytics.checkpoint_manifests GROUP BY topic, partition";
}
