using Analytics.Actors.Entities;
using Analytics.Actors.Streams;
using Analytics.Actors.Supervision;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Shards;

/// <summary>One batch of records through decoder, transforms, entities and encoders. Allocates nothing for an event that is well.</summary>
internal sealed class BatchProcessor(ShardParts parts)
{
    private readonly EventStages _stages = new(parts.Setup.Lane, parts.Setup.Id);

    /// <summary>Processes what the window read last; returns what went wrong.</summary>
    public ProcessingFault? Run()
    {
        var records = parts.Window.Records;
        if (records.Count > 0 && parts.Sent is { } sent)
        {
            // They say nothing about the time, except that something is there to be read.
            parts.Seen?.DropPasts(records, sent);
            parts.Clock.Waits();
        }

        if (records.Count == 0) return null;
        parts.Clock.Arrived(NewestArrival(records));
        parts.Context.NowMicros = parts.Clock.NowMicros;
        parts.Seen?.DropRepeats(records);
        if (records.Count == 0) return null;
        if (records.Count == 1 && parts.Reading.TrySetAside(records.Records[0].Offset, out var aside))
        {
            AddDeadLetter(records, 0, RejectionReason.ProcessingFailed, "", aside.Stage, aside.Detail);
            return null;
        }

        parts.Context.Row = -1;
        try
        {
            Process(records);
            return null;
        }
        catch (Exception error)
        {
            var range = new OffsetRange(records.Records[0].Offset, records.Records[^1].Offset + 1);
            return new ProcessingFault(_stages.Stage, error, range, records.Count, OffsetAtFault(records));
        }
    }

    // Arrival times need not ascend, and the clock must not depend on where a batch ended.
    private static long NewestArrival(RecordBatch records)
    {
        var newest = long.MinValue;
        foreach (ref readonly var record in records.Records) newest = Math.Max(newest, record.ReceivedAt);
        return newest;
    }

    private void Process(RecordBatch records)
    {
        _stages.Decode(records);
        parts.Seen?.DropDuplicates(_stages.Batch);
        _stages.Transform();
        parts.Context.Late.Clear();
        foreach (var kind in parts.Kinds)
        {
            _stages.Stage = kind.Name;
            kind.Receive(_stages.Batch, parts.Context);
            parts.Context.Row = -1;
        }

        parts.Times.Observe(_stages.Batch);
        foreach (var outlet in parts.Outlets)
        {
            _stages.Stage = outlet.Name;
            outlet.Encode(_stages.Batch);
        }

        foreach (var rejection in _stages.Rejections)
            AddDeadLetter(records, rejection.Record, rejection.Reason, rejection.Field, EventStages.DecodeStage, rejection.Detail);
        foreach (var row in parts.Context.Late) AddLate(records, _stages.Batch.Rows[row].Record);
    }

    // It is in the answers as a row and, as far as they are open, in sessions and windows; what a closed window lacks is here to be seen.
    private void AddLate(RecordBatch records, int index)
    {
        AddLetter(records, index, RejectionReason.WindowClosed, "timestamp", TenantWindowActors.KindName, "the hour or day had its final result (windows.state-retention); the event is stored and not in that result");
        RuntimeTelemetry.Late(parts.Setup.Id.Topic);
    }

    private long? OffsetAtFault(RecordBatch records)
    {
        var row = parts.Context.Row;
        return row >= 0 && row < _stages.Batch.Count ? records.Records[_stages.Batch.Rows[row].Record].Offset : null;
    }

    private void AddDeadLetter(RecordBatch records, int index, RejectionReason reason, string field, string stage, string detail)
    {
        AddLetter(records, index, reason, field, stage, detail);
        RuntimeTelemetry.Rejected(parts.Setup.Id.Topic, reason.Name());
    }

    private void AddLetter(RecordBatch records, int index, RejectionReason reason, string field, string stage, string detail)
    {
        ref var record = ref records.Records[index];
        var effects = parts.Context.Effects;
        effects.DeadLetters.Add(new DeadLetterRow(
            record.Offset,
            record.ReceivedAt,
            effects.Text.Append(records.Bytes(record.Key)),
            effects.Text.Append(records.Bytes(record.Headers)),
            effects.Text.Append(records.Bytes(record.Value)),
            reason,
            field,
            stage,
            detail));
    }
}
