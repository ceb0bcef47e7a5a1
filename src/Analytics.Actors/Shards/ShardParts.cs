using Analytics.Actors.Duplicates;
using Analytics.Actors.Entities;
using Analytics.Actors.Rules;
using Analytics.Actors.Streams;
using Analytics.Actors.Supervision;
using Analytics.Actors.Timers;

namespace Analytics.Actors.Shards;

/// <summary>What one life of a shard works on, from a recovery to the next failure. The shard's thread only.</summary>
internal sealed class ShardParts : IDisposable
{
    public required ShardSetup Setup { get; init; }

    public required ShardTenure Tenure { get; init; }

    public required IReadOnlyList<IEntityKind> Kinds { get; init; }

    public required EntityContext Context { get; init; }

    public required ShardStoredEntities Stored { get; init; }

    public required TenantTimes Times { get; init; }

    public required ShardClock Clock { get; init; }

    public required CarefulReading Reading { get; init; }

    /// <summary>Drops what was here before; null where the log does.</summary>
    public required SeenBefore? Seen { get; init; }

    /// <summary>What those say who send events here because rules look at them; null where events come anyway.</summary>
    public required SentMarks? Sent { get; init; }

    /// <summary>Sends what rules elsewhere look at of the time before them.</summary>
    public required RuleSending Sending { get; init; }

    /// <summary>The rules that it runs.</summary>
    public required ShardRules Rules { get; init; }

    /// <summary>Whether nothing is on its way that would have to be made again under the rules of this moment.</summary>
    public bool MaySwitch => Outlets.All(outlet => !outlet.FollowsRules || outlet.HasArrived);

    public required LogWindow Window { get; init; }

    public required Outlet[] Outlets { get; init; }

    /// <summary>Where the last cut was: what a revert goes back to.</summary>
    public required LastCut Cut { get; set; }

    /// <summary>Takes back everything since the last cut.</summary>
    public void Revert()
    {
        foreach (var kind in Kinds) kind.Revert(Context);
        foreach (var outlet in Outlets) outlet.Revert();
        Seen?.Revert();
        Sent?.Revert();
        Context.Effects.Clear();
        Times.Discard();
        Clock.Set(Cut.ClockMicros);
        Context.NowMicros = Cut.ClockMicros;
        Window.Seek(Cut.Offset);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sending.Dispose();
        Window.Dispose();
    }
}
