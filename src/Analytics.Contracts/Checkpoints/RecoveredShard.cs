namespace Analytics.Contracts.Checkpoints;

/// <summary>What the newest good checkpoint of a shard says. Its entities were handed over while it was read.</summary>
public sealed class RecoveredShard
{
    /// <summary>Number of the checkpoint that was loaded; 0 when the shard is new.</summary>
    public required long Number { get; init; }

    /// <summary>Highest number ever seen on disk: the next checkpoint's number is above it.</summary>
    public required long HighestNumber { get; init; }

    /// <summary>Offset of the next event to be processed.</summary>
    public required long NextOffset { get; init; }

    /// <summary>The shard's clock, microseconds since 1970.</summary>
    public required long ClockMicros { get; init; }

    /// <summary>Watermarks.</summary>
    public required IReadOnlyList<TenantMark> Tenants { get; init; }

    /// <summary>One mark a sink.</summary>
    public required IReadOnlyList<SinkMark> Sinks { get; init; }

    /// <summary>Deliveries to be sent (again).</summary>
    public required IReadOnlyList<OpenDelivery> Open { get; init; }

    /// <summary>Borders of later checkpoints that were lost and must be repeated, ascending.</summary>
    public required IReadOnlyList<CutBorder> Repeat { get; init; }

    /// <summary>Number of entities handed over.</summary>
    public required long Entities { get; init; }

    /// <summary>What was found damaged on the way here, for the log and the status; empty when all was well.</summary>
    public required IReadOnlyList<string> Damage { get; init; }

    /// <summary>A shard without any checkpoint.</summary>
    public static RecoveredShard New { get; } = new()
    {
        Number = 0,
        HighestNumber = 0,
        NextOffset = 0,
        ClockMicros = 0,
        Tenants = [],
        Sinks = [],
        Open = [],
        Repeat = [],
        Entities = 0,
        Damage = [],
    };
}
