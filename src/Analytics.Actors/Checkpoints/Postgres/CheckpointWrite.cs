using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>One transaction of an owner.</summary>
internal sealed record CheckpointWrite
{
    /// <summary>The shard.</summary>
    public required ShardId Shard { get; init; }

    /// <summary>The owner's epoch, which must still be the shard's.</summary>
    public required long Epoch { get; init; }

    /// <summary>The shard's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes to be stored.</summary>
    public required IReadOnlyList<PartRange> Ranges { get; init; }

    /// <summary>The checkpoint that needs them; null for bytes that a later one will name.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>What stays; null when nothing goes.</summary>
    public KeptFiles? Kept { get; init; }

    /// <summary>Files whose bytes go.</summary>
    public IReadOnlyList<PartFile> Gone { get; init; } = [];

    /// <summary>See <see cref="FileCheckpointOptions.Reached"/>.</summary>
    public Action<string>? Reached { get; init; }
}
