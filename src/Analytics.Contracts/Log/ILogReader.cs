namespace Analytics.Contracts.Log;

/// <summary>Reads one partition forwards. One thread at a time.</summary>
public interface ILogReader : IDisposable
{
    /// <summary>
    /// Offset of the next record to be read, or one before it that no record has. At the end it is <see cref="ILogPartition.EndOffset"/>: it moves over a gap there, too.
    /// </summary>
    long Position { get; }

    /// <summary>
    /// Clears <paramref name="target"/> and fills it with the next records, at least one when there is one at hand, whatever its size. Offsets ascend and may
    /// leave numbers out. Returns their number; 0 at the end, and when the next ones are still on their way from a server. Never waits.
    /// </summary>
    /// <exception cref="LogDamagedException">A record before the end fails its checksum.</exception>
    /// <exception cref="LogTruncatedException">Retention deleted records from <see cref="Position"/> on before they were read.</exception>
    int Read(RecordBatch target, int maxRecords, int maxBytes);

    /// <summary>
    /// Like <see cref="Read"/>, but waits for records that are on their way: 0 means the end. For readers of a known range, not for a shard's thread.
    /// </summary>
    /// <exception cref="LogUnavailableException">They did not come within the log's time-out.</exception>
    int ReadOrWait(RecordBatch target, int maxRecords, int maxBytes);

    /// <summary>Whether nothing lay behind <see cref="Position"/> when the log last looked. False: more is on its way, and <see cref="Arrived"/> will say so.</summary>
    bool IsAtEnd { get; }

    /// <summary>Goes on from another offset.</summary>
    void Seek(long offset);

    /// <summary>Calls back, on any thread, after records beyond <see cref="Position"/> became readable. One callback for the reader; it must not block.</summary>
    Action? Arrived { get; set; }
}
