namespace Analytics.Ingestion.Admission;

/// <summary>
/// What one request holds of the room for requests in memory. It grows with the bytes that have come, not with those that were announced: who sends slowly, or
/// never, holds little. Disposing gives all of it back.
/// </summary>
/// <param name="gate">The room.</param>
/// <param name="patience">How long to wait in all for room; zero to be refused at once.</param>
/// <param name="step">Time between two attempts.</param>
/// <param name="time">The clock of the waiting.</param>
internal sealed class InFlightClaim(InFlightGate gate, TimeSpan patience, TimeSpan step, TimeProvider time) : IDisposable
{
    /// <summary>Bytes of memory for an event, beside its own: its record, its row, its headers, its place in the answer.</summary>
    public const int BytesOfEvent = 512;

    private TimeSpan _patience = patience;
    private long _held;

    /// <summary>A claim that does not wait.</summary>
    public InFlightClaim(InFlightGate gate)
        : this(gate, TimeSpan.Zero, TimeSpan.MaxValue, TimeProvider.System)
    {
    }

    /// <summary>Holds so many bytes in all from now on, once there is room; false when there was none in time.</summary>
    public async ValueTask<bool> HoldAsync(long bytes, CancellationToken cancellation)
    {
        while (bytes > _held)
        {
            if (gate.TryEnter(bytes - _held, _held))
            {
                _held = bytes;
                return true;
            }

            if (_patience < step) return false;
            _patience -= step;
            await Task.Delay(step, time, cancellation);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        gate.Leave(_held);
        _held = 0;
    }
}
