using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Analytics.Pbm.Api;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Commands;

/// <summary><c>actors</c>, <c>state show</c> and <c>checkpoints</c>: what shards hold.</summary>
/// <param name="context">What every command has.</param>
public sealed class ActorCommands(CommandContext context)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };
    private readonly Reporter _out = context.Reporter;

    /// <summary>The commands.</summary>
    public IEnumerable<Command> All() => [Actors(), State(), Checkpoints()];

    private Command Actors() => context.Command("actors", "Entities by kind: live, passive, the busiest", async (node, parsed, cancellation) =>
    {
        var answer = await node.GetAsync("/api/v1/admin/actors", ApiJson.Default.ActorsAnswer, cancellation);
        if (parsed.GetValue(context.Json)) _out.Json(answer, ApiJson.Default.ActorsAnswer);
        else Show(answer);
        return ExitCodes.Done;
    });

    private void Show(ActorsAnswer answer)
    {
        ClusterCommands.Missing(_out, answer.Missing);
        _out.Table(["kind", "live", "passive", "memory"], answer.Kinds.Select(kind =>
            new[] { kind.Kind, Words.Count(kind.Live), Words.Count(kind.Passive), Words.Size(kind.LiveBytes) }));
        var busiest = answer.Kinds.SelectMany(kind => kind.Busiest.Select(entity =>
            new[] { kind.Kind, entity.Key, Words.Count(entity.Events), $"{entity.Topic}-{entity.Partition}" })).ToList();
        if (busiest.Count > 0) _out.Table(["kind", "busiest", "events", "shard"], busiest);
    }

    private Command State()
    {
        var kind = new Argument<string>("KIND") { Description = "session, tenant-window …" };
        var key = new Argument<string>("KEY") { Description = "tenant:…, as `actors` shows it" };
        var show = context.Command("show", "The state of one entity", async (node, parsed, cancellation) =>
        {
            var path = $"/api/v1/admin/state/{Uri.EscapeDataString(parsed.GetRequiredValue(kind))}/{Uri.EscapeDataString(parsed.GetRequiredValue(key))}";
            var answer = await node.GetAsync(path, ApiJson.Default.EntityAnswer, cancellation);
            if (parsed.GetValue(context.Json)) _out.Json(answer, ApiJson.Default.EntityAnswer);
            else Show(answer);
            return ExitCodes.Done;
        });
        show.Arguments.Add(kind);
        show.Arguments.Add(key);
        return new Command("state", "What entities hold") { show };
    }

    private void Show(EntityAnswer answer)
    {
        ClusterCommands.Missing(_out, answer.Missing);
        foreach (var shard in answer.Shards)
        {
            _out.Line($"{answer.Kind} {answer.Key} on {shard.Topic}-{shard.Partition}");
            using var text = new MemoryStream();
            using (var writer = new Utf8JsonWriter(text, Indented)) shard.State.WriteTo(writer);
            _out.Line(System.Text.Encoding.UTF8.GetString(text.ToArray()));
        }
    }

    private Command Checkpoints() => context.Command("checkpoints", "The checkpoints that are kept", async (node, parsed, cancellation) =>
    {
        var answer = await node.GetAsync("/api/v1/admin/checkpoints", ApiJson.Default.CheckpointsAnswer, cancellation);
        if (parsed.GetValue(context.Json)) _out.Json(answer, ApiJson.Default.CheckpointsAnswer);
        else Show(answer);
        return ExitCodes.Done;
    });

    private void Show(CheckpointsAnswer answer)
    {
        ClusterCommands.Missing(_out, answer.Missing);
        Table(answer);
    }

    private void Table(CheckpointsAnswer answer) => _out.Table(
        ["shard", "generation", "written", "next offset", "size", "took", "entities", "open deliveries", "epoch", "newest"],
        answer.Checkpoints.Select(made => new[]
        {
            $"{made.Topic}-{made.Partition}", Number(made.Generation), Words.Instant(made.WrittenAt), Words.Count(made.NextOffset),
            made.Bytes is { } bytes ? Words.Size(bytes) : "-", made.DurationMs is { } took ? Words.Duration(took / 1000) : "-",
            made.Entities is { } entities ? Words.Count(entities) : "-", made.OutboxDeliveries is { } open ? Words.Count(open) : "-",
            Number(made.Epoch), made.Current ? "yes" : "",
        }));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
