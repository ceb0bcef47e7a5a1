using Analytics.Node.Cluster;
using Analytics.Node.Gateway;
using Analytics.Node.Health;
using Analytics.Node.Http.Answers;

namespace Analytics.Node.Http;

/// <summary>The cluster for operators: its nodes, and leaving it.</summary>
internal static class ClusterEndpoints
{
    public static void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/cluster", async (ClusterStatus cluster) => Results.Json(await cluster.NodesAsync(), AnswerJson.Options))
            .WithSummary("The nodes of the cluster, and shards that none of them has").Produces<ClusterAnswer>();
        admin.MapPost("/cluster/leave", LeaveAsync).WithSummary("Lets a node hand its shards over and end, as SIGTERM does").Produces<LeaveAnswer>(202).ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<IResult> LeaveAsync(LeaveRequest request, HttpContext context, Membership membership, NodeOrders orders, GatewayTrust trust)
    {
        var node = request.Node ?? membership.Self.Id;
        return await orders.TellAsync(node, new NodeOrder(NodeOrder.End, trust.Identify(context).Email)) switch
        {
            null => Problems.NotFound($"There is no node {node}. There are: {string.Join(", ", (await membership.NowAsync()).Nodes.Select(one => one.Id))}"),
            { Refused: { } fault } => Problems.NodeUnavailable(fault),
            _ => Begun(node),
        };
    }

    private static IResult Begun(string node) => Results.Json(new LeaveAnswer(node, "draining"), AnswerJson.Options, statusCode: 202);
}
