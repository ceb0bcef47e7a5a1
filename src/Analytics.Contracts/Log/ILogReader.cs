namespace Analytics.Contracts.Log;

/// <summary>Reads one partition forwards. One thread at a time.</summary>
public interface ILogReader : IDisposable
{
    /// <summary>Offset of the next record to be read.</summary>
    long Position { get; }

    /// <summary>
    /// Clears <paramref name="target"/> and fills it with the next records, at least one when there is one whatever its size. Returns their number; 0 at the end.
    /// Never waits.
    /// </summary>
    /// <exception cref="LogDamagedException">A record before the end fails its checksum.</exception>
    /// <exception cref="LogTruncatedException">Retention deleted records from <see cref="Position"/> on before they were read.</exception>
    int Read(RecordBatch target, int maxRecords, int maxBytes);

    /// <summary>Goes on from another offset.</summary>
    void Seek(long offset);

    /// <summary>Calls back, on any thread, after records beyond <see cref="Position"/> became readable. One callback for the reader; it must not block.</summary>
    Action? Arrived { get; set; }
}
