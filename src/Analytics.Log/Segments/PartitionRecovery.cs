using System.Globalization;
using System.Runtime.InteropServices;
using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>
/// Opens the folder of a partition. Full segments are known from their sidecars, which are made again when missing or damaged; the last
/// segment is read whole. A commit at its end that was never flushed is cut off, and nothing else is ever changed.
/// </summary>
internal sealed class PartitionRecovery(ISegmentFiles files, string directory, uint tag, long idsSince, Action<string> note)
{
    private const int CopySize = 4 * 1024 * 1024;
    private readonly List<Segment> _segments = [];
    private readonly List<(string Path, long LastCommittedAt)> _orphans = [];
    private readonly List<IdSource> _ids = [];

    /// <summary>Oldest first; never empty.</summary>
    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Ids within the horizon, oldest first.</summary>
    public IReadOnlyList<IdSource> Ids => _ids;

    /// <summary>Files of ids whose segment is gone.</summary>
    public IReadOnlyList<(string Path, long LastCommittedAt)> Orphans => _orphans;

    /// <summary>Up to where the log was flushed.</summary>
    public DurableMark Mark { get; private set; } = null!;

    /// <param name="mustExist">The partition had been created before.</param>
    /// <exception cref="LogDamagedException">The files are not what was flushed.</exception>
    public void Run(bool mustExist)
    {
        var names = RemoveUnfinished();
        var bases = BaseOffsets(names, Segment.LogSuffix);
        Mark = DurableMark.Open(files, directory, tag);
        if (bases.Count == 0) bases.Add(CreateFirst(mustExist));
        if (Mark.SegmentOffset > bases[^1]) throw Damaged(Segment.PathOf(directory, Mark.SegmentOffset, Segment.LogSuffix), 0, "the file is missing");
        ReadOrphanedIds(BaseOffsets(names, Segment.IdsSuffix).Except(bases));
        for (var i = 0; i < bases.Count - 1; i++) OpenFull(bases[i], bases[i + 1]);
        OpenLast(bases[^1]);
        files.FlushDirectory(directory);
    }

    private List<string> RemoveUnfinished()
    {
        var names = files.Files(directory).ToList();
        foreach (var name in names.Where(name => name.EndsWith(SidecarFile.TemporarySuffix, StringComparison.Ordinal)))
            files.Delete(Path.Combine(directory, name));
        return names;
    }

    private static List<long> BaseOffsets(IEnumerable<string> names, string suffix) =>
    [
        .. names.Where(name => name.EndsWith(suffix, StringComparison.Ordinal) && name.Length == 20 + suffix.Length)
            .Select(name => long.Parse(name.AsSpan(0, 20), NumberStyles.None, CultureInfo.InvariantCulture))
            .Order(),
    ];

    private long CreateFirst(bool mustExist)
    {
        var path = Segment.PathOf(directory, 0, Segment.LogSuffix);
        if (mustExist || Mark.SegmentOffset >= 0) throw Damaged(path, 0, "the partition has no segment");
        files.OpenWrite(path).Dispose();
        return 0;
    }

    private void OpenFull(long baseOffset, long nextOffset)
    {
        var segment = new Segment(directory, baseOffset);
        using var file = files.OpenRead(segment.LogPath);
        if (!SidecarFile.TryRead(files, segment.IndexPath, SidecarFile.Index, tag, out var facts, out var entries) || facts.BaseOffset != baseOffset)
            facts = Rebuild(segment, file);
        else
            segment.Restore(facts, MemoryMarshal.Cast<byte, IndexEntry>(entries.Span));
        if (file.Length != segment.DurableLength)
            throw Damaged(segment.LogPath, Math.Min(file.Length, segment.DurableLength), $"it has {file.Length} bytes instead of {segment.DurableLength}");
        if (segment.EndOffset != nextOffset)
            throw Damaged(segment.LogPath, file.Length, $"it ends with offset {segment.EndOffset} but the next segment begins with {nextOffset}");
        _segments.Add(segment);
        if (facts.IdCount > 0 && facts.LastCommittedAt >= idsSince)
            _ids.Add(new IdSource(facts.LastCommittedAt, facts.IdCount, () => ReadIds(segment)));
    }

    private SegmentFacts Rebuild(Segment segment, ISegmentFile file)
    {
        var contents = ReadWhole(segment, file);
        TryWriteSidecars(segment, contents.Ids);
        note($"{segment.IndexPath} was missing or damaged and was made again.");
        return segment.Facts(tag, contents.Ids.Count);
    }

    private SegmentContents ReadWhole(Segment segment, ISegmentFile file)
    {
        var contents = new SegmentContents(segment, tag);
        contents.Read(file);
        if (contents.Fault is not null) throw Damaged(segment.LogPath, contents.FaultPosition, contents.Fault);
        return contents;
    }

    private IdRuns ReadIds(Segment segment)
    {
        if (SidecarFile.TryRead(files, segment.IdsPath, SidecarFile.Ids, tag, out var facts, out var payload) &&
            facts.BaseOffset == segment.BaseOffset && facts.EndOffset == segment.EndOffset &&
            IdRuns.TryDecode(payload.Span, out var ids)) return ids;
        var copy = new Segment(directory, segment.BaseOffset);
        using var file = files.OpenRead(segment.LogPath);
        var contents = ReadWhole(copy, file);
        TryWriteSidecars(copy, contents.Ids);
        note($"{segment.IdsPath} was missing or damaged and was made again.");
        return contents.Ids;
    }

    /// <summary>Sidecars only save time: a full disk must not keep the log from being read.</summary>
    private void TryWriteSidecars(Segment segment, IdRuns ids)
    {
        try
        {
            SegmentSealer.Write(files, segment, tag, ids);
        }
        catch (IOException exception)
        {
            note($"The sidecars of {segment.LogPath} could not be written: {exception.Message}");
        }
    }

    /// <summary>Ids outlive segments that retention deleted for their size.</summary>
    private void ReadOrphanedIds(IEnumerable<long> baseOffsets)
    {
        foreach (var path in baseOffsets.Select(offset => Segment.PathOf(directory, offset, Segment.IdsSuffix)))
        {
            var sound = SidecarFile.TryRead(files, path, SidecarFile.Ids, tag, out var facts, out var payload);
            if (sound && IdRuns.TryDecode(payload.Span, out var ids) && facts.LastCommittedAt >= idsSince)
            {
                _ids.Add(new IdSource(facts.LastCommittedAt, ids.Count, () => ids));
                _orphans.Add((path, facts.LastCommittedAt));
                continue;
            }

            if (!sound) note($"{path} is damaged and its segment is deleted: duplicates of its records will not be noticed.");
            files.Delete(path);
        }
    }

    private void OpenLast(long baseOffset)
    {
        var segment = new Segment(directory, baseOffset);
        using var file = files.OpenWrite(segment.LogPath);
        var contents = new SegmentContents(segment, tag);
        contents.Read(file);
        var flushed = Mark.SegmentOffset == baseOffset ? Mark.Length : 0;
        if (segment.DurableLength < flushed)
            throw Damaged(segment.LogPath, contents.Fault is null ? file.Length : contents.FaultPosition, contents.Fault ?? $"{flushed} bytes had been flushed");
        if (contents.Fault is not null) CutTail(segment, file, contents);
        MakeDurable(file, flushed, segment.DurableLength);
        _segments.Add(segment);
        if (contents.Ids.Count > 0 && segment.LastCommittedAt >= idsSince)
            _ids.Add(new IdSource(segment.LastCommittedAt, contents.Ids.Count, () => contents.Ids));
    }

    private void CutTail(Segment segment, ISegmentFile file, SegmentContents contents)
    {
        if (PreparedRoom.IsAllFrom(file, segment.DurableLength))
        {
            file.Truncate(segment.DurableLength);
            file.Flush();
            return;
        }

        if (TornTail.FindLaterCommit(file, contents.FaultPosition, segment.EndOffset, tag) is { } later)
            throw Damaged(segment.LogPath, contents.FaultPosition, $"{contents.Fault}, and a later commit follows at byte {later}");
        note($"{segment.LogPath}: a commit that was never flushed was cut off, {file.Length - segment.DurableLength} bytes from byte {segment.DurableLength} on.");
        file.Truncate(segment.DurableLength);
        file.Flush();
    }

    /// <summary>
    /// Whole commits behind the mark may be in the page cache only: the process was killed before its flush, or the flush failed and the kernel gave up
    /// on the pages. They are written and flushed once more before any reader sees them.
    /// </summary>
    private static void MakeDurable(ISegmentFile file, long from, long to)
    {
        if (from >= to) return;
        var buffer = new byte[(int)Math.Min(CopySize, to - from)];
        for (var position = from; position < to; position += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - position));
            if (file.Read(part, position) == part.Length) file.Write(part, position);
        }

        file.Flush();
    }

    private static LogDamagedException Damaged(string path, long position, string what) => new($"{path} is damaged at byte {position}: {what}.");
}
