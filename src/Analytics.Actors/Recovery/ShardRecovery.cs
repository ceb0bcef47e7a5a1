using Analytics.Actors.Duplicates;
using Analytics.Actors.Entities;
using Analytics.Actors.Rules;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Actors.Supervision;
using Analytics.Actors.Timers;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Time;

namespace Analytics.Actors.Recovery;

/// <summary>From the disk to a shard that is ready to read: entities, watermarks, open deliveries, input position.</summary>
internal static class ShardRecovery
{
    /// <summary>Loads the newest good checkpoint. Deliveries that it left open are on their way when this returns.</summary>
    /// <param name="setup">The shard.</param>
    /// <param name="tenure">Its checkpoints and ways to sinks.</param>
    /// <param name="wake">Called when there is something to read.</param>
    /// <param name="newestOffset">Checkpoints behind it are passed over and their cuts repeated.</param>
    /// <exception cref="CheckpointDamagedException">No checkpoint is whole.</exception>
    /// <exception cref="LogDamagedException">The log does not hold the checkpoint's position.</exception>
    public static (ShardParts Parts, RecoveredShard Recovered) Recover(ShardSetup setup, ShardTenure tenure, Action wake, long newestOffset = long.MaxValue)
    {
        var kinds = setup.Lane.Kinds(setup.Id);
        var seen = setup.LogDropsDuplicates && !setup.Lane.IsDerived ? null : new SeenBefore(setup.Id, setup.Options.DuplicateHorizon, setup.Options.DuplicateMaxIds);
        var rules = new ShardRules(setup.Id, kinds, setup.Rules, setup.Options.RebuildHorizon, () => HasPast(setup));
        var sent = setup.Lane.IsDerived ? new SentMarks([.. setup.Lane.Senders.Select(sender => new ShardId(sender.Topic, sender.Index))]) : null;
        var sending = new RuleSending(setup, wake);
        var recovered = RestoreEntities(tenure, kinds, rules, seen, sent, newestOffset);
        sending.Restore(tenure.Checkpoints);
        var watermarks = new TenantWatermarks(setup.Lane.Disorder.Micros());
        var parts = Assemble(setup, tenure, kinds, rules, (seen, sent, sending), watermarks, recovered, OpenWindow(setup.Log, recovered, wake));
        parts.Times.Restore(recovered.Tenants);
        parts.Clock.Set(recovered.ClockMicros);
        parts.Context.NowMicros = recovered.ClockMicros;
        parts.Reading.Begin(recovered.Repeat);
        Reopen(parts, recovered);
        return (parts, recovered);
    }

    private static RecoveredShard RestoreEntities(ShardTenure tenure, IReadOnlyList<IEntityKind> kinds, ShardRules rules, SeenBefore? seen, SentMarks? sent, long newestOffset)
    {
        var byName = kinds.ToDictionary(kind => kind.Name);
        var (lastName, last) = ("", default(IEntityKind));
        var recovered = tenure.Checkpoints.Recover((name, key, state) =>
        {
            if (!ReferenceEquals(name, lastName)) (lastName, last) = (name, byName.GetValueOrDefault(name));
            if (last is not null) last.Restore(key, state);
            else if (name == SentMarks.KindName) sent?.Restore(key, state);
            else seen?.Restore(name, key, state);
        }, newestOffset, () => rules.Restore(tenure.Checkpoints));
        seen?.Restored();
        return recovered;
    }

    // Where events come because rules look at them there is nothing before the rules as long as nobody who sends has anything.
    private static bool HasPast(ShardSetup setup)
    {
        if (!setup.Lane.IsDerived) return true;
        try
        {
            return setup.Lane.Senders.Any(sender =>
            {
                if (sender.EndOffset == 0) sender.Refresh();
                return sender.EndOffset > 0;
            });
        }
        catch (LogUnavailableException)
        {
            return true;
        }
    }

    private static LogWindow OpenWindow(ILogPartition log, RecoveredShard recovered, Action wake)
    {
        log.Refresh();
        if (log.EndOffset < recovered.NextOffset)
            throw new LogDamagedException($"{log.Topic}-{log.Index} ends at offset {log.EndOffset}, before its checkpoint at {recovered.NextOffset}.");
        var reader = log.OpenReader(recovered.NextOffset);
        if (recovered.Number > 0 && reader.Position > recovered.NextOffset && log.StartOffset > recovered.NextOffset)
            throw new LogDamagedException($"{log.Topic}-{log.Index} starts at offset {log.StartOffset}, behind its checkpoint at {recovered.NextOffset}.");
        reader.Arrived = wake;
        return new LogWindow(reader);
    }

    private static ShardParts Assemble(
        ShardSetup setup,
        ShardTenure tenure,
        IReadOnlyList<IEntityKind> kinds,
        ShardRules rules,
        (SeenBefore? Seen, SentMarks? Sent, RuleSending Sending) log,
        TenantWatermarks watermarks,
        RecoveredShard recovered,
        LogWindow window)
    {
        var stored = new ShardStoredEntities(tenure.Checkpoints);
        return new ShardParts
        {
            Setup = setup,
            Tenure = tenure,
            Kinds = kinds,
            Stored = stored,
            Seen = log.Seen,
            Sent = log.Sent,
            Sending = log.Sending,
            Rules = rules,
            Window = window,
            Times = new TenantTimes(watermarks, setup.Options.IdleTimeout),
            Clock = new ShardClock(setup.Time, setup.Options.QuietAfter),
            Reading = new CarefulReading(setup.Options),
            Outlets = [.. setup.Sinks.Select((dispatcher, i) => OpenOutlet(setup, dispatcher, tenure.Lanes[i], recovered))],
            Cut = new LastCut(recovered.HighestNumber, recovered.Number > 0 ? recovered.NextOffset : window.Position, recovered.ClockMicros),
            Context = new EntityContext
            {
                Shard = setup.Id,
                Effects = new EffectBatch(),
                Stored = stored,
                Tenants = setup.Tenants,
                Watermarks = watermarks,
            },
        };
    }

    private static Outlet OpenOutlet(ShardSetup setup, SinkDispatcher dispatcher, SinkLane lane, RecoveredShard recovered)
    {
        var mark = recovered.Sinks.FirstOrDefault(mark => mark.Sink == dispatcher.Sink.Name);
        lane.Start(mark.Delivered);
        return new Outlet(dispatcher.Sink, setup.Id, lane, mark, recovered.Open.Where(open => open.Sink == dispatcher.Sink.Name).ToArray());
    }

    private static void Reopen(ShardParts parts, RecoveredShard recovered)
    {
        foreach (var outlet in parts.Outlets)
            foreach (var open in recovered.Open)
                if (open.Sink == outlet.Name) outlet.Lane.Enqueue(open);
    }
}
