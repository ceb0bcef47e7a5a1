using System.Buffers.Binary;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>Appends changed states to the files of a shard and keeps the list of those that the next checkpoint consists of. One writer at a time.</summary>
internal sealed class StateAppender(StateFiles files, FileCheckpointOptions options, bool needsDisk)
{
    private List<StateFileEntry> _listed = [];
    private StateFile? _active;

    /// <summary>The files of the next checkpoint, with the length that counts of each.</summary>
    public IReadOnlyList<StateFileEntry> Listed => _listed;

    /// <summary>Goes on after a checkpoint that consists of these files, none of which is appended to.</summary>
    public void Begin(IEnumerable<StateFileEntry> listed) => (_listed, _active) = ([.. listed], null);

    /// <summary>What comes next goes into another file.</summary>
    public void Rest() => _active = null;

    /// <summary>Files were compacted into others.</summary>
    public void Replace(IReadOnlyList<StateFileEntry> old, IReadOnlyList<StateFileEntry> with)
    {
        var gone = old.Select(file => file.Id).ToHashSet();
        _listed = [.. with, .. _listed.Where(file => !gone.Contains(file.Id))];
    }

    /// <summary>Appends a checkpoint's changes and its border; durable when this returns, where a disk is what makes it so.</summary>
    public void Append(ShardCheckpoint checkpoint)
    {
        if (_active is null || _active.Length >= options.SegmentBytes)
        {
            _active = files.Create();
            _listed.Add(default);
        }

        var file = _active;
        _active = null; // Until all of it succeeded: after an error nothing is ever appended to this file again.
        var changes = checkpoint.Changes;
        var starts = new long[changes.Chunks];
        foreach (ref var entry in changes.Entries) StateFile.Seal(changes.Chunk(entry.Chunk).Span.Slice(entry.Start, entry.Length));
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] = file.Length;
            file.Append(changes.Chunk(i).Span);
        }

        foreach (ref var entry in changes.Entries) entry.Location = StateFile.Location(file.Id, starts[entry.Chunk] + entry.Start);
        file.Append(BorderRecord(checkpoint.Border));
        options.Reached?.Invoke("state-written");
        if (needsDisk) file.Sync();
        options.Reached?.Invoke("state-synced");
        _active = file;
        _listed[^1] = new StateFileEntry(file.Id, file.Length);
    }

    private static byte[] BorderRecord(CutBorder border)
    {
        var state = ManifestCodec.Write(border);
        var record = new byte[EntityRecord.HeaderSize + state.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), record.Length);
        record[8] = StateFile.Border;
        state.CopyTo(record, EntityRecord.HeaderSize);
        StateFile.Seal(record);
        return record;
    }
}
