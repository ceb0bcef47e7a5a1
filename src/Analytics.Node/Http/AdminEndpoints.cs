using Analytics.Node.Cluster;
using Analytics.Node.Gateway;
using Analytics.Node.Http.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Analytics.Node.Http;

/// <summary>What operators ask beyond the status: actors, their states, checkpoints, wherever in the cluster they are. For administrators by the gateway's rule.</summary>
internal static class AdminEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/admin").AddEndpointFilter<AdminOnly>().WithTags("Administration").ProducesProblem(401).ProducesProblem(403);
        group.MapGet("/actors", ActorsAsync).WithSummary("Entities by kind: live, passive, busiest").Produces<ActorsAnswer>();
        group.MapGet("/state/{kind}/{*key}", StateAsync).WithSummary("The state of one entity, asked of its actor").Produces<EntityAnswer>().ProducesProblem(404).ProducesProblem(503);
        group.MapGet("/checkpoints", CheckpointsAsync).WithSummary("The checkpoints that are kept, newest first within a shard").Produces<CheckpointsAnswer>();
        ClusterEndpoints.Map(group);
        DeadLetterEndpoints.Map(group);
    }

    private static async Task<IResult> ActorsAsync(ClusterEntities entities) => Results.Json(await entities.ActorsAsync(), AnswerJson.Options);

    private static async Task<IResult> StateAsync(string kind, string key, HttpContext context, ClusterEntities entities)
    {
        key = KeyAsSent(context) ?? key;
        var found = await entities.FindAsync(kind, key);
        var shards = found.Answers.Where(shard => shard.State is not null).Select(shard => shard.State!.Value).ToList();
        if (shards.Count > 0) return Results.Json(new EntityAnswer(kind, key, shards, found.Missing), AnswerJson.Options);
        return found.Missing.Count == 0
            ? Problems.NotFound($"No shard has a {kind} with the key {key}. Keys look like those that GET /api/v1/admin/actors lists as busiest.")
            : Problems.NodeUnavailable($"No shard that answers has a {kind} with the key {key}, but not all do: {string.Join(' ', found.Missing.Select(shard => $"{shard.Topic}-{shard.Partition}: {shard.Reason}"))}");
    }

    /// <summary>The path's last part, decoded once: the server leaves an escaped slash as it is, so that what it decoded is not always the key.</summary>
    private static string? KeyAsSent(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0].Split('/', 7);
        return target is [_, _, _, _, _, _, var key] ? Uri.UnescapeDataString(key) : null;
    }

    private static async Task<IResult> CheckpointsAsync(Members members, OwnShards own)
    {
        var found = await members.AskShardsAsync("checkpoints", () => Task.FromResult(own.Checkpoints()));
        return Results.Json(new CheckpointsAnswer([.. found.Answers.SelectMany(shard => shard.Checkpoints)], found.Missing), AnswerJson.Options);
    }
}
