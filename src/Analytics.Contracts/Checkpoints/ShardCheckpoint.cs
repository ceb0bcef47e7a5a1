namespace Analytics.Contracts.Checkpoints;

/// <summary>What a shard writes in one piece: input position, changed state and what is on its way out.</summary>
public sealed class ShardCheckpoint
{
    /// <summary>Counts up with each checkpoint of the shard.</summary>
    public required long Number { get; init; }

    /// <summary>Offset of the next event to be processed.</summary>
    public required long NextOffset { get; init; }

    /// <summary>The shard's clock, microseconds since 1970.</summary>
    public required long ClockMicros { get; init; }

    /// <summary>Watermarks.</summary>
    public required IReadOnlyList<TenantMark> Tenants { get; init; }

    /// <summary>One mark a sink.</summary>
    public required IReadOnlyList<SinkMark> Sinks { get; init; }

    /// <summary>Every delivery that is still open, those cut now included; in sequence order for each sink.</summary>
    public required IReadOnlyList<OpenDelivery> Open { get; init; }

    /// <summary>Events set aside since the checkpoint before.</summary>
    public required IReadOnlyList<SetAsideEvent> SetAside { get; init; }

    /// <summary>Borders of lost checkpoints that must still be repeated, ascending.</summary>
    public required IReadOnlyList<CutBorder> Repeat { get; init; }

    /// <summary>The rules that the cut took in, as bytes; empty (the default) when it took in none.</summary>
    public ReadOnlyMemory<byte> Rules { get; init; }

    /// <summary>Offset of the first event that what is new in these rules knows of. Default 0, of no meaning without rules.</summary>
    public long RulesFrom { get; init; }

    /// <summary>Entities that changed or went since the checkpoint before.</summary>
    public required EntityChanges Changes { get; init; }

    /// <summary>The cut as it is repeated when this checkpoint is lost.</summary>
    public CutBorder Border => new(Number, NextOffset, ClockMicros, SetAside, Rules, RulesFrom);
}
