using System.CommandLine;
using System.Globalization;
using Analytics.Pbm.Api;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Commands;

/// <summary><c>cluster show</c>, <c>cluster status</c> and <c>cluster leave</c>: any node answers for all.</summary>
/// <param name="context">What every command has.</param>
public sealed class ClusterCommands(CommandContext context)
{
    private const string Path = "/api/v1/admin/cluster";
    private readonly Reporter _out = context.Reporter;

    /// <summary>The command.</summary>
    public Command Make() => new("cluster", "The nodes of a cluster")
    {
        Ask("show", "Nodes: roles, address, version, since when, shards", Show),
        Ask("status", "In short: how many nodes answer, and which shards nobody has", Summary),
        Leave(),
    };

    private Command Ask(string name, string description, Action<ClusterAnswer> show) => context.Command(name, description, async (node, parsed, cancellation) =>
    {
        var answer = await node.GetAsync(Path, ApiJson.Default.ClusterAnswer, cancellation);
        if (parsed.GetValue(context.Json)) _out.Json(answer, ApiJson.Default.ClusterAnswer);
        else show(answer);
        return ExitCodes.Done;
    });

    private void Show(ClusterAnswer answer)
    {
        _out.Table(["node", "state", "roles", "shards", "copies", "address", "version", "started", "last seen", "fault"], answer.Nodes.Select(node => new[]
        {
            node.Id, node.State, string.Join(", ", node.Roles), Number(node.Shards), Copies(node.Standby), node.Address, node.Version, Words.Instant(node.StartedAt),
            Words.Instant(node.SeenAt), node.Fault ?? "",
        }));
        Missing(_out, answer.Missing);
        if (answer.Fault is { } fault) _out.Message($"the list of nodes may be old: {fault}");
    }

    private void Summary(ClusterAnswer answer)
    {
        var silent = answer.Nodes.Where(node => node.State == "unreachable").ToList();
        _out.Line($"{answer.Nodes.Count - silent.Count} of {answer.Nodes.Count} nodes answer; {answer.Shards} of {answer.Shards + answer.Missing.Count} shards have a node");
        foreach (var node in silent) _out.Line($"{node.Id} at {node.Address}, last seen {Words.Instant(node.SeenAt)}: {node.Fault}");
        Missing(_out, answer.Missing);
        if (answer.Fault is { } fault) _out.Message($"the list of nodes may be old: {fault}");
    }

    /// <summary>The shards that are not in an answer; nothing when all are.</summary>
    internal static void Missing(Reporter to, IReadOnlyList<MissingShard>? missing)
    {
        if (missing is null or []) return;
        to.Table(["missing", "state", "node", "epoch", "end", "why"], missing.Select(shard => new[]
        {
            $"{shard.Topic}-{shard.Partition}", shard.State, shard.Node ?? "-", Number(shard.Epoch), Words.Count(shard.End), shard.Reason,
        }));
    }

    private Command Leave()
    {
        var name = new Argument<string?>("NODE") { Description = "The node that is to leave; without it the one at --url", Arity = ArgumentArity.ZeroOrOne };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var leave = context.Command("leave", "Let a node hand its shards over and end, as SIGTERM does", async (node, parsed, cancellation) =>
        {
            var leaving = parsed.GetValue(name);
            if (!parsed.GetValue(yes) && !Confirmed(leaving ?? node.Address.Authority)) return ExitCodes.Usage;
            var answer = await node.PostAsync(Path + "/leave", new LeaveRequest(leaving), ApiJson.Default.LeaveRequest, ApiJson.Default.LeaveAnswer, cancellation);
            if (parsed.GetValue(context.Json)) _out.Json(answer, ApiJson.Default.LeaveAnswer);
            else _out.Line($"{answer.Node}: {answer.State}");
            return ExitCodes.Done;
        });
        leave.Arguments.Add(name);
        leave.Options.Add(yes);
        return leave;
    }

    private bool Confirmed(string node)
    {
        if (!context.AsksPeople)
        {
            _out.Message("cluster leave ends a node: add --yes");
            return false;
        }

        _out.Errors.Write($"Let {node} hand its shards over and end? [y/N] ");
        return Console.ReadLine() is ['y' or 'Y', ..];
    }

    private static string Copies(IReadOnlyList<StandbyCopy> copies) =>
        copies.Count == 0 ? "-" : $"{Number(copies.Count)}, {Words.Duration(copies.Max(copy => copy.AgeSeconds))} old";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
