using Analytics.Actors.Replay;
using Analytics.Contracts.Sinks;
using Analytics.Node.Cluster;
using Analytics.Node.Http.Answers;
using Analytics.Node.Status;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>checkpoint …</c>: what shards have saved.</summary>
internal sealed class CheckpointCommands(Members members, OwnShards own, NodeOrders orders, PastStates past, Suggestions suggest)
{
    private CommandInput Shard => CommandInput.Maybe("shard", "a shard, or a lane's topic", "every shard", suggest.LanesAndShardsAsync);

    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("checkpoint list", "The checkpoints that are kept, newest first within a shard", ListAsync) with { Inputs = [Shard] },
        OperatorCommand.Once("checkpoint create", "Cut a checkpoint now, and wait until it is durable", CreateAsync) with { Inputs = [Shard], Question = "Cut a checkpoint of {shard}?" },
        OperatorCommand.Once("checkpoint show", "One checkpoint: clock, watermarks, how far each sink was, what was on its way", ShowAsync) with
        {
            Inputs = [CommandInput.Needed("shard", "a shard", suggest.ShardsAsync), CommandInput.Maybe("generation", "its number", "the newest")],
        },
        OperatorCommand.Once("checkpoint verify", "Read every kept checkpoint back from where it is durable, check all checksums, and restore its entities", VerifyAsync) with { Inputs = [Shard] },
    ];

    private async Task<CommandAnswer> ListAsync(CommandCall call)
    {
        var shards = await ShardsAsync(call);
        var found = await members.AskShardsAsync("checkpoints", () => Task.FromResult(own.Checkpoints()));
        var made = found.Answers.SelectMany(shard => shard.Checkpoints).Where(one => shards.Contains(new ShardId(one.Topic, one.Partition)));
        return new CommandAnswer(new CheckpointsAnswer([.. made], found.Missing),
        [
            ShardViews.Missing,
            View.Table(
                "checkpoints", ("shard", ShardViews.Name), ("generation", "{generation}"), ("written", "{writtenAt:instant}"), ("next offset", "{nextOffset:count}"), ("size", "{bytes:size}"), ("took ms", "{durationMs:count}"),
                ("entities", "{entities:count}"), ("open deliveries", "{outboxDeliveries:count}"), ("epoch", "{epoch}"), ("newest", "{current:yes}")),
        ]);
    }

    private async Task<CommandAnswer> CreateAsync(CommandCall call)
    {
        var shards = await ShardsAsync(call);
        var made = await Task.WhenAll(shards.Select(async shard => (Shard: shard, Done: await orders.TellOwnerAsync(new NodeOrder(NodeOrder.Checkpoint, call.Caller, shard.Topic, shard.Partition)))));
        var result = made.Select(one => new
        {
            one.Shard.Topic, one.Shard.Partition, one.Done?.Node, Generation = one.Done?.Number, NextOffset = one.Done?.Offset, Said = one.Done is null ? "No node that answers has it." : one.Done.Refused ?? one.Done.Said,
        });
        return new CommandAnswer(new { Shards = result },
            [View.Table("shards", ("shard", ShardViews.Name), ("node", "{node}"), ("generation", "{generation}"), ("next offset", "{nextOffset:count}"), ("", "{said}"))], made.All(one => one.Done is { Refused: null }));
    }

    private async Task<CommandAnswer> ShowAsync(CommandCall call)
    {
        var shard = call.Shard("shard");
        if (members.Expected.All(known => known.Shard != shard)) throw CommandException.NotFound($"There is no shard {shard}.");
        var all = await past.CheckpointsAsync(shard, call.Cancellation);
        var number = call.Number("generation", all.Count > 0 ? all[0].Number : 0, 0, long.MaxValue);
        var found = all.FirstOrDefault(one => one.Number == number) ?? throw CommandException.NotFound($"{shard} keeps no checkpoint {number}. It keeps: {string.Join(", ", all.Select(one => one.Number))}");
        var result = new
        {
            shard.Topic, shard.Partition, found.Number, found.Epoch, found.NextOffset, Clock = NodeStatusSource.Instant(found.ClockMicros), found.Files, found.Bytes, found.Entities, found.Fault,
            Tenants = found.Tenants.Select(mark => new { mark.Tenant, Watermark = NodeStatusSource.Instant(mark.WatermarkMicros) }), found.Sinks,
            Open = found.Open.Select(open => new { open.Sink, open.Sequence, From = open.Range.From, To = open.Range.To, Mode = open.Mode.ToString(), Bytes = open.Size }),
        };
        return new CommandAnswer(result,
        [
            View.Line("{topic}-{partition}, checkpoint {number} of epoch {epoch}: up to offset {nextOffset:count}, clock {clock:instant}, {entities:count} entities in {files} files of {bytes:size}"), View.Line("DAMAGED: {fault}", when: "fault"),
            View.Table("tenants", ("tenant", "{tenant}"), ("watermark", "{watermark:instant}")),
            View.Table("sinks", ("sink", "{sink}"), ("next sequence", "{nextSequence:count}"), ("delivered below", "{delivered:count}")),
            View.Table("open", ("on its way to", "{sink}"), ("sequence", "{sequence:count}"), ("from", "{from:count}"), ("to", "{to:count}"), ("mode", "{mode}"), ("size", "{bytes:size}")),
        ], found.Fault.Length == 0);
    }

    private async Task<CommandAnswer> VerifyAsync(CommandCall call)
    {
        var findings = new List<(ShardId Shard, CheckpointFinding Found)>();
        foreach (var shard in await ShardsAsync(call)) findings.AddRange((await past.CheckpointsAsync(shard, call.Cancellation)).Select(found => (shard, found)));
        var damaged = findings.Count(one => one.Found.Fault.Length > 0);
        var result = new
        {
            Checkpoints = findings.Select(one => new { one.Shard.Topic, one.Shard.Partition, Generation = one.Found.Number, one.Found.Epoch, one.Found.NextOffset, one.Found.Entities, one.Found.Bytes, OpenDeliveries = one.Found.Open.Count, IsWhole = one.Found.Fault.Length == 0, one.Found.Fault }),
            Whole = findings.Count - damaged, Damaged = damaged,
        };
        return new CommandAnswer(result,
        [
            View.Table(
                "checkpoints", ("shard", ShardViews.Name), ("generation", "{generation}"), ("epoch", "{epoch}"), ("next offset", "{nextOffset:count}"), ("restored", "{entities:count}"), ("size", "{bytes:size}"), ("payloads", "{openDeliveries:count}"),
                ("whole", "{isWhole:yes}"), ("damage", "{fault}")),
            View.Line("{whole} checkpoints can be loaded, {damaged} are damaged"),
        ], damaged == 0);
    }

    private async Task<IReadOnlyList<ShardId>> ShardsAsync(CommandCall call)
    {
        var name = call.TextOrNull("shard");
        var shards = members.Expected.Select(shard => shard.Shard).Where(shard => name is null || shard.Topic == name || shard.ToString() == name).ToList();
        return shards.Count > 0 ? shards : throw CommandException.NotFound($"There is no shard or lane {name}. There are: {string.Join(", ", await suggest.LanesAndShardsAsync(call))}");
    }
}
