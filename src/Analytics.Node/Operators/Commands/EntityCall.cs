using Analytics.Node.Cluster;

namespace Analytics.Node.Operators.Commands;

/// <summary>Commands about one entity: their inputs, and what they say when nobody has it.</summary>
internal static class EntityCall
{
    /// <summary>Kind and key.</summary>
    public static IReadOnlyList<CommandInput> Inputs(Suggestions suggest) =>
        [CommandInput.Needed("kind", "session, tenant-window …", suggest.KindsAsync), CommandInput.Needed("key", "its key, as `actor system` shows it", suggest.KeysAsync)];

    /// <summary>The shards that have the entity.</summary>
    /// <exception cref="CommandException">No shard has it, or not all could be asked.</exception>
    public static async Task<(IReadOnlyList<(string Node, ShardPart<EntityFound> Part)> Shards, IReadOnlyList<MissingShard> Missing)> FindAsync(ClusterEntities entities, CommandCall call)
    {
        var (kind, key) = (call.Text("kind"), call.Text("key"));
        var found = await entities.FindAsync(kind, key);
        var shards = found.Shards.Where(shard => shard.Part.Answer?.State is not null).ToList();
        if (shards.Count > 0) return (shards, found.Missing);
        throw found.Missing.Count == 0
            ? CommandException.NotFound($"No shard has a {kind} with the key {key}. Keys look like those that `actor system` lists.")
            : CommandException.Unavailable($"No shard that answers has a {kind} with the key {key}, but not all do: {string.Join(' ', found.Missing.Select(shard => $"{shard.Topic}-{shard.Partition}: {shard.Reason}"))}");
    }
}
