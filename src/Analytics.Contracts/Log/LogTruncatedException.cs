namespace Analytics.Contracts.Log;

/// <summary>
/// Retention deleted records that a reader had not read yet. Thrown instead of going on further up, because a consumer must know what it lost;
/// one that accepts the loss calls <see cref="ILogReader.Seek"/> with <see cref="StartOffset"/>.
/// </summary>
/// <param name="message">Topic, partition and the offsets lost.</param>
/// <param name="position">Offset that was to be read next.</param>
/// <param name="startOffset">Lowest offset still kept.</param>
public sealed class LogTruncatedException(string message, long position, long startOffset) : IOException(message)
{
    /// <summary>Offset that was to be read next.</summary>
    public long Position { get; } = position;

    /// <summary>Lowest offset still kept.</summary>
    public long StartOffset { get; } = startOffset;
}
