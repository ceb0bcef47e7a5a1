using System.Buffers;
using System.Text.Json;
using Analytics.Actors.Entities;
using Analytics.Actors.Shards;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Events;
using Analytics.Node.Configuration;
using Analytics.Node.Http.Answers;
using Analytics.Node.Status;

namespace Analytics.Node.Cluster;

/// <summary>
/// What this node's own shards answer, each between two of its batches. One that does not run, or does not answer in time, is in the part without an answer. Any thread.
/// </summary>
internal sealed class OwnShards(NodeParts parts, NodeStatusSource status, NodeOptions options, TimeProvider time)
{
    /// <summary>How many of the busiest entities of a kind are told.</summary>
    public const int MostBusy = 10;

    // What is left of the asker's time is for the way.
    private readonly TimeSpan _patience = options.Cluster.AskTimeout * 0.75;

    /// <summary>Live counts of a tenant.</summary>
    public Task<ShardsPart<LiveCounts>> LiveAsync(string tenant)
    {
        var symbol = Symbols.TryFind(tenant, out var found) ? found : -1;
        return AskAsync(view =>
        {
            var watermark = symbol < 0 ? long.MinValue : view.Context.Watermarks.Of(symbol);
            return new LiveCounts(
                [.. view.Context.Watermarks.Tenants.Select(Symbols.Text)],
                symbol < 0 ? null : (view.Kind("tenant-window") as TenantWindowActors)?.Live(symbol),
                symbol < 0 ? 0 : (view.Kind("session") as SessionActors)?.OpenSessions(symbol) ?? 0,
                watermark == long.MinValue ? null : watermark);
        });
    }

    /// <summary>How far a tenant is, without asking the shards themselves: a moment old at most.</summary>
    public ShardsPart<TenantMarkOf> Watermarks(string tenant) =>
        Part(parts.Region.Status, shard => shard.State is ShardState.Running or ShardState.Draining ? new TenantMarkOf(MarkOf(shard, tenant)) : null);

    /// <summary>The state of one entity.</summary>
    public Task<ShardsPart<EntityFound>> StateAsync(string kind, string key) => AskAsync(view => new EntityFound(Describe(view, kind, key)));

    /// <summary>Entities by kind.</summary>
    public Task<ShardsPart<ShardActors>> ActorsAsync() => AskAsync(view => new ShardActors(
    [
        .. view.Kinds.Select(kind => new ActorKind(
            kind.Name, kind.Counts.Live, kind.Counts.Passive, kind.Counts.LiveBytes,
            [.. kind.Busiest(MostBusy).Select(busy => new BusyActor(busy.Key, busy.Events, view.Status.Shard.Topic, view.Status.Shard.Partition))])),
    ]));

    /// <summary>The checkpoints that are kept.</summary>
    public ShardsPart<CheckpointsAnswer> Checkpoints() =>
        Part(parts.Region.Status, shard => new CheckpointsAnswer([.. shard.Generations.Select(made => Stored(shard, made))], []));

    private async Task<ShardsPart<T>> AskAsync<T>(Func<ShardView, T> question)
        where T : class
    {
        var shards = parts.Region.Shards.ToArray();
        var answers = Array.ConvertAll(shards, shard => TryAsync(shard, question));
        await Task.WhenAll(answers);
        var given = shards.Zip(answers).ToDictionary(pair => pair.First.Id, pair => pair.Second.Result);
        return Part([.. shards.Select(shard => shard.Status)], shard => given.GetValueOrDefault(shard.Shard));
    }

    private async Task<T?> TryAsync<T>(Shard shard, Func<ShardView, T> question)
        where T : class
    {
        // One that recovers would keep the question until it has.
        if (shard.State is not (ShardState.Running or ShardState.Draining)) return null;
        try
        {
            return await shard.AskAsync(question).WaitAsync(_patience, time);
        }
        catch (Exception error) when (error is ShardUnavailableException or TimeoutException)
        {
            return null;
        }
    }

    private ShardsPart<T> Part<T>(IReadOnlyList<ShardStatus> shards, Func<ShardStatus, T?> answer)
        where T : class => new(
        [
            .. shards.Select(shard => new ShardPart<T>(
                shard.Shard.Topic, shard.Shard.Partition, shard.Epoch, NodeStatusSource.StateOf(shard), shard.State == ShardState.Running ? "" : shard.Reason, shard.Position, shard.End,
                CheckpointAge(shard), answer(shard))),
        ], status.Sinks());

    private double? CheckpointAge(ShardStatus shard) =>
        shard.CheckpointAt is not { } at ? null : shard.Position > shard.CheckpointOffset ? (time.GetUtcNow() - at).TotalSeconds : 0;

    private static long? MarkOf(ShardStatus shard, string tenant)
    {
        foreach (var mark in shard.Tenants)
            if (mark.Tenant == tenant) return mark.WatermarkMicros;
        return null;
    }

    /// <summary>An entity as its kind describes it, with its shard; null when there is none.</summary>
    public static JsonElement? Describe(ShardView view, string kind, string key)
    {
        if (view.Kind(kind) is not { } entities) return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("topic", view.Status.Shard.Topic);
            json.WriteNumber("partition", view.Status.Shard.Partition);
            json.WritePropertyName("state");
            if (!entities.TryDescribe(key, view.Context, json)) return null;
            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory).RootElement.Clone();
    }

    private static StoredCheckpoint Stored(ShardStatus shard, CheckpointGeneration made) => new(
        shard.Shard.Topic,
        shard.Shard.Partition,
        made.Number,
        made.WrittenAt.UtcDateTime,
        made.NextOffset,
        made.Bytes,
        made.Number == shard.Checkpoint && shard.CheckpointAt is not null ? shard.CheckpointDuration.TotalMilliseconds : null,
        made.Entities,
        made.OpenDeliveries,
        made.Epoch,
        made == shard.Generations[0]);
}
