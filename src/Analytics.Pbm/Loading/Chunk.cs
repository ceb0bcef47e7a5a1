using System.Buffers;

namespace Analytics.Pbm.Loading;

/// <summary>Whole lines of one input, on their way to the node. The buffer goes back to the pool when disposed.</summary>
/// <param name="buffer">Rented buffer.</param>
/// <param name="length">Bytes in use.</param>
/// <param name="firstEvent">Number, from 0, of its first event in the input.</param>
/// <param name="events">Number of lines that are not blank.</param>
/// <param name="firstLine">Number, from 1, of its first line in the input.</param>
/// <param name="idPrefix">Prefix for ids of events that have none.</param>
public sealed class Chunk(byte[] buffer, int length, long firstEvent, int events, long firstLine, string idPrefix) : IDisposable
{
    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <summary>Number, from 0, of its first event in the input.</summary>
    public long FirstEvent { get; } = firstEvent;

    /// <summary>Number of events.</summary>
    public int Events { get; } = events;

    /// <summary>Prefix for ids of events that have none.</summary>
    public string IdPrefix { get; } = idPrefix;

    /// <summary>The number, from 1, of the line in the input that holds the event with this index.</summary>
    public long LineOf(int index)
    {
        var rest = Bytes.Span;
        for (var line = firstLine; ; line++)
        {
            var end = rest.IndexOf((byte)'\n');
            var current = end < 0 ? rest : rest[..end];
            if (!Lines.IsBlank(current) && index-- == 0) return line;
            if (end < 0) return line;
            rest = rest[(end + 1)..];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
