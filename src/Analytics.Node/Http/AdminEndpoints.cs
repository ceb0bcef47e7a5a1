using System.Buffers;
using System.Text.Json;
using Analytics.Actors.Shards;
using Analytics.Node.Gateway;
using Analytics.Node.Status;

namespace Analytics.Node.Http;

/// <summary>What operators ask of a node beyond its status: actors, their states, checkpoints. For administrators by the gateway's rule.</summary>
internal static class AdminEndpoints
{
    private const int MostBusy = 10;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/admin").AddEndpointFilter<AdminOnly>().WithTags("Administration");
        group.MapGet("/actors", ActorsAsync).WithSummary("Entities by kind: live, passive, busiest");
        group.MapGet("/state/{kind}/{*key}", StateAsync).WithSummary("The state of one entity, asked of its actor");
        group.MapGet("/checkpoints", Checkpoints).WithSummary("The last checkpoint of every shard");
        DeadLetterEndpoints.Map(group);
    }

    private static async Task<IResult> ActorsAsync(NodeParts parts)
    {
        var kinds = await parts.Region.AskAllAsync(view => view.Kinds.Select(kind => (
            kind.Name, kind.Counts, Busiest: kind.Busiest(MostBusy).Select(b => new { key = b.Key, events = b.Events, topic = view.Status.Shard.Topic, partition = view.Status.Shard.Partition }).ToList())).ToList());
        return Results.Json(new
        {
            kinds = kinds.SelectMany(k => k).GroupBy(k => k.Name, StringComparer.Ordinal).Select(g => new
            {
                kind = g.Key,
                live = g.Sum(k => k.Counts.Live),
                passive = g.Sum(k => k.Counts.Passive),
                liveBytes = g.Sum(k => k.Counts.LiveBytes),
                busiest = g.SelectMany(k => k.Busiest).OrderByDescending(b => b.events).ThenBy(b => b.key, StringComparer.Ordinal).Take(MostBusy),
            }),
        });
    }

    private static async Task<IResult> StateAsync(string kind, string key, NodeParts parts)
    {
        var described = await parts.Region.AskAllAsync(view => Describe(view, kind, key));
        var shards = described.OfType<JsonElement>().ToList();
        return shards.Count == 0
            ? Problems.NotFound($"No shard of this node has a {kind} with the key {key}. Keys look like those that GET /api/v1/admin/actors lists as busiest.")
            : Results.Json(new { kind, key, shards }, AnswerJson.Options);
    }

    private static JsonElement? Describe(ShardView view, string kind, string key)
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

    private static IResult Checkpoints(NodeParts parts) => Results.Json(new
    {
        checkpoints = parts.Region.Status.Where(s => s.CheckpointAt is not null).Select(s => new
        {
            topic = s.Shard.Topic,
            partition = s.Shard.Partition,
            generation = s.Checkpoint,
            writtenAt = s.CheckpointAt!.Value.UtcDateTime,
            nextOffset = s.CheckpointOffset,
            bytes = s.CheckpointBytes,
            durationMs = s.CheckpointDuration.TotalMilliseconds,
            entities = s.Footprint.Entities,
            outboxDeliveries = s.OpenDeliveries,
            epoch = parts.Checkpoints.Epoch,
            current = true,
        }),
    });
}
