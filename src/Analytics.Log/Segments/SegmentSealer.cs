using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Analytics.Log.Segments;

/// <summary>
/// Writes the sidecars of full segments, one at a time, off the writers' threads, by reading the segment once more: so the writers keep no second copy of
/// the ids. A sidecar that is not there yet after a crash is made when the log is opened.
/// </summary>
internal sealed class SegmentSealer : IAsyncDisposable
{
    private readonly ISegmentFiles _files;
    private readonly Channel<(Segment Segment, uint Tag)> _full = Channel.CreateUnbounded<(Segment, uint)>();
    private readonly Task _work;

    public SegmentSealer(ISegmentFiles files)
    {
        _files = files;
        _work = Task.Run(WorkAsync);
    }

    public void Seal(Segment segment, uint tag) => _full.Writer.TryWrite((segment, tag));

    /// <summary>Writes both sidecars of a segment that was read whole.</summary>
    public static void Write(ISegmentFiles files, Segment segment, uint tag, IdRuns ids)
    {
        var facts = segment.Facts(tag, ids.Count);
        SidecarFile.Write(files, segment.IdsPath, SidecarFile.Ids, facts, ids.Encode());
        SidecarFile.Write(files, segment.IndexPath, SidecarFile.Index, facts, MemoryMarshal.AsBytes(segment.Index.Entries));
    }

    /// <summary>Finishes what is queued.</summary>
    public async ValueTask DisposeAsync()
    {
        _full.Writer.TryComplete();
        await _work;
    }

    private async Task WorkAsync()
    {
        await foreach (var (segment, tag) in _full.Reader.ReadAllAsync())
        {
            try
            {
                SealNow(segment, tag);
            }
            catch (IOException)
            {
                // No room, or retention was faster: opening the log makes the sidecars that it misses.
            }
        }
    }

    private void SealNow(Segment segment, uint tag)
    {
        var copy = new Segment(Path.GetDirectoryName(segment.LogPath)!, segment.BaseOffset);
        var contents = new SegmentContents(copy, tag);
        using (var file = _files.OpenRead(segment.LogPath)) contents.Read(file);
        if (contents.Fault is null && copy.EndOffset == segment.EndOffset) Write(_files, copy, tag, contents.Ids);
    }
}
