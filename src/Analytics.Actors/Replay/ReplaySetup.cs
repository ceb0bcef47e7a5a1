using Analytics.Actors.Checkpoints;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;

namespace Analytics.Actors.Replay;

/// <summary>What a look at an earlier state is made of.</summary>
public sealed record ReplaySetup
{
    /// <summary>The shard.</summary>
    public required ShardId Shard { get; init; }

    /// <summary>What happens to its events. Its sinks get nothing.</summary>
    public required LaneDefinition Lane { get; init; }

    /// <summary>Its input.</summary>
    public required ILogPartition Log { get; init; }

    /// <summary>Whether the log drops duplicates by itself.</summary>
    public required bool LogDropsDuplicates { get; init; }

    /// <summary>Where its checkpoints are had from.</summary>
    public required ICheckpointCopies Checkpoints { get; init; }

    /// <summary>Settings of tenants.</summary>
    public required ITenantDirectory Tenants { get; init; }

    /// <summary>Limits of the shard.</summary>
    public required ShardOptions Options { get; init; }

    /// <summary>An empty folder for the replay alone; whoever names it deletes it.</summary>
    public required string Folder { get; init; }

    /// <summary>Most events that are processed again; more are refused.</summary>
    public required long MostEvents { get; init; }
}
