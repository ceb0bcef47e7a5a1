using System.Buffers;
using System.Text.Json;
using Analytics.Actors.Shards;
using Analytics.Contracts.Checkpoints;
using Analytics.Node.Gateway;
using Analytics.Node.Http.Answers;
using Analytics.Node.Status;
using Microsoft.AspNetCore.Http.Features;

namespace Analytics.Node.Http;

/// <summary>What operators ask of a node beyond its status: actors, their states, checkpoints. For administrators by the gateway's rule.</summary>
internal static class AdminEndpoints
{
    private const int MostBusy = 10;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/admin").AddEndpointFilter<AdminOnly>().WithTags("Administration").ProducesProblem(401).ProducesProblem(403);
        group.MapGet("/actors", ActorsAsync).WithSummary("Entities by kind: live, passive, busiest").Produces<ActorsAnswer>();
        group.MapGet("/state/{kind}/{*key}", StateAsync).WithSummary("The state of one entity, asked of its actor").Produces<EntityAnswer>().ProducesProblem(404);
        group.MapGet("/checkpoints", Checkpoints).WithSummary("The checkpoints that are kept, newest first within a shard").Produces<CheckpointsAnswer>();
        DeadLetterEndpoints.Map(group);
    }

    private static async Task<IResult> ActorsAsync(NodeParts parts)
    {
        var kinds = await parts.Region.AskAllAsync(view => view.Kinds.Select(kind => (
            kind.Name, kind.Counts, Busiest: kind.Busiest(MostBusy).Select(b => new BusyActor(b.Key, b.Events, view.Status.Shard.Topic, view.Status.Shard.Partition)).ToList())).ToList());
        return Results.Json(new ActorsAnswer(
        [
            .. kinds.SelectMany(k => k).GroupBy(k => k.Name, StringComparer.Ordinal).Select(g => new ActorKind(
                g.Key,
                g.Sum(k => k.Counts.Live),
                g.Sum(k => k.Counts.Passive),
                g.Sum(k => k.Counts.LiveBytes),
                [.. g.SelectMany(k => k.Busiest).OrderByDescending(b => b.Events).ThenBy(b => b.Key, StringComparer.Ordinal).Take(MostBusy)])),
        ]));
    }

    private static async Task<IResult> StateAsync(string kind, string key, HttpContext context, NodeParts parts)
    {
        key = KeyAsSent(context) ?? key;
        var described = await parts.Region.AskAllAsync(view => Describe(view, kind, key));
        var shards = described.OfType<JsonElement>().ToList();
        return shards.Count == 0
            ? Problems.NotFound($"No shard of this node has a {kind} with the key {key}. Keys look like those that GET /api/v1/admin/actors lists as busiest.")
            : Results.Json(new EntityAnswer(kind, key, shards), AnswerJson.Options);
    }

    /// <summary>The path's last part, decoded once: the server leaves an escaped slash as it is, so that what it decoded is not always the key.</summary>
    private static string? KeyAsSent(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0].Split('/', 7);
        return target is [_, _, _, _, _, _, var key] ? Uri.UnescapeDataString(key) : null;
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

    private static IResult Checkpoints(NodeParts parts) =>
        Results.Json(new CheckpointsAnswer([.. parts.Region.Status.SelectMany(shard => shard.Generations.Select(made => Stored(shard, made)))]), AnswerJson.Options);

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
