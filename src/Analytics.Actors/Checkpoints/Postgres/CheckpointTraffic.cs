namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>Bytes of checkpoints that went to and came from PostgreSQL, since start. Any thread.</summary>
public sealed class CheckpointTraffic
{
    private long _sent;
    private long _sentContent;
    private long _received;
    private long _reused;

    /// <summary>Bytes of files that were stored.</summary>
    public long SentBytes => Interlocked.Read(ref _sent);

    /// <summary>What they took on the wire, compressed.</summary>
    public long SentContentBytes => Interlocked.Read(ref _sentContent);

    /// <summary>Bytes of files that were downloaded.</summary>
    public long ReceivedBytes => Interlocked.Read(ref _received);

    /// <summary>Bytes of files that a recovery found in the local folder.</summary>
    public long ReusedBytes => Interlocked.Read(ref _reused);

    internal void Sent(int bytes, int content)
    {
        Interlocked.Add(ref _sent, bytes);
        Interlocked.Add(ref _sentContent, content);
    }

    internal void Received(int bytes) => Interlocked.Add(ref _received, bytes);

    internal void Reused(int bytes) => Interlocked.Add(ref _reused, bytes);
}
