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

    private static async Task<IResult> LeaveAsync(
        LeaveRequest request, HttpContext context, Membership membership, Peers peers, GatewayTrust trust, NodeLifecycle lifecycle, ILoggerFactory logs)
    {
        var caller = trust.Identify(context).Email;
        var log = logs.CreateLogger(nameof(ClusterEndpoints));
        if (request.Node is null || request.Node == membership.Self.Id)
        {
            NodeLog.ToldToLeave(log, caller);
            lifecycle.AskToStop();
            return Begun(membership.Self.Id);
        }

        var members = await membership.NowAsync();
        if (members.Nodes.FirstOrDefault(node => node.Id == request.Node) is not { } other)
            return Problems.NotFound($"There is no node {request.Node}. There are: {string.Join(", ", members.Nodes.Select(node => node.Id))}");
        NodeLog.TellsToLeave(log, caller, other.Id);
        return await peers.TellToLeaveAsync(other) is { } fault ? Problems.NodeUnavailable($"Node {other.Id} could not be told: {fault}") : Begun(other.Id);
    }

    private static IResult Begun(string node) => Results.Json(new LeaveAnswer(node, "draining"), AnswerJson.Options, statusCode: 202);
}
