using Analytics.Node.Cluster;
using Analytics.Node.Gateway;
using Analytics.Node.Health;
using Analytics.Node.Status;

namespace Analytics.Node.Http;

/// <summary>
/// What nodes of a cluster ask each other: each answers for its own shards only. Nobody without the cluster's key gets an answer, and the paths are no part of the API.
/// </summary>
internal static class InternalEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, ClusterKey key, string node)
    {
        var group = routes.MapGroup("/internal/v1").ExcludeFromDescription().AddEndpointFilter(async (context, next) =>
            key.IsIn(context.HttpContext.Request) ? await next(context) : Problems.Unauthorized("This is for nodes of the same cluster."));
        group.MapGet("/status", (NodeStatusSource status) => Part(node, status.Part()));
        group.MapGet("/live", async (string tenant, OwnShards own) => Part(node, await own.LiveAsync(tenant)));
        group.MapGet("/watermarks", (string tenant, OwnShards own) => Part(node, own.Watermarks(tenant)));
        group.MapGet("/state", async (string kind, string key, OwnShards own) => Part(node, await own.StateAsync(kind, key)));
        group.MapGet("/actors", async (OwnShards own) => Part(node, await own.ActorsAsync()));
        group.MapGet("/checkpoints", (OwnShards own) => Part(node, own.Checkpoints()));
        group.MapPost("/orders", async (NodeOrder order, NodeOrders orders) => Results.Json(await orders.ObeyAsync(order), AnswerJson.Options));
    }

    private static IResult Part<T>(string node, T part)
        where T : class => Results.Json(new NodePart<T>(node, part), AnswerJson.Options);
}
