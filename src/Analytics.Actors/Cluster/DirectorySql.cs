namespace Analytics.Actors.Cluster;

/// <summary>Every statement about owners and nodes.</summary>
internal static class DirectorySql
{
    public const string Shards = "SELECT topic, partition, node, address, epoch, since FROM analytics.shard_owners ORDER BY topic, partition";

    public const string Shard = "SELECT topic, partition, node, address, epoch, since FROM analytics.shard_owners WHERE topic = $1 AND partition = $2";

    public const string Nodes = "SELECT id, address, roles, version, started_at, seen_at FROM analytics.nodes ORDER BY id";

    public const string Beat = """
        INSERT INTO analytics.nodes (id, address, roles, version, started_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE
        SET address = excluded.address, roles = excluded.roles, version = excluded.version, started_at = excluded.started_at, seen_at = now()
        """;

    // Not the row of a successor that started under the same name meanwhile.
    public const string Leave = "DELETE FROM analytics.nodes WHERE id = $1 AND started_at = $2";

    public const string Forget = "DELETE FROM analytics.nodes WHERE seen_at < now() - $1";
}
