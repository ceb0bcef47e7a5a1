using System.Buffers;

namespace Analytics.Store.Engine;

/// <summary>Bytes that the engine allocated, readable until disposed; no copy is made.</summary>
internal sealed unsafe class EngineBuffer : MemoryManager<byte>
{
    private nint _result;

    /// <summary>Takes over a result that holds no error.</summary>
    public EngineBuffer(nint result)
    {
        _result = result;
        Length = checked((int)EngineLibrary.ResultLength(result));
        Counts = new EngineCounts(
            EngineLibrary.ResultRows(result), EngineLibrary.ResultBytes(result), EngineLibrary.RowsRead(result),
            EngineLibrary.BytesRead(result), EngineLibrary.RowsWritten(result), EngineLibrary.BytesWritten(result));
    }

    /// <summary>Number of bytes; 0 ends a stream.</summary>
    public int Length { get; }

    /// <summary>What the statement did.</summary>
    public EngineCounts Counts { get; }

    /// <inheritdoc/>
    public override Memory<byte> Memory => Length == 0 ? default : CreateMemory(Length);

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => Length == 0 ? default : new Span<byte>(EngineLibrary.ResultBuffer(_result), Length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(EngineLibrary.ResultBuffer(_result) + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
        // The engine's memory does not move.
    }

    /// <summary>Gives the bytes back to the engine.</summary>
    public void Dispose() => Dispose(true);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        var result = Interlocked.Exchange(ref _result, 0);
        if (result != 0) EngineLibrary.ResultDestroy(result);
    }
}
