namespace Analytics.Node.Http;

/// <summary>How many streams of a kind are open: each takes a place before anything is asked for it, and gives it back once. Any thread.</summary>
internal sealed class StreamPlaces
{
    private int _taken;

    /// <summary>A place until it is disposed of; null when <paramref name="most"/> are taken.</summary>
    public IDisposable? Take(int most)
    {
        if (Interlocked.Increment(ref _taken) <= most) return new Place(this);
        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Place(StreamPlaces places) : IDisposable
    {
        private int _isGone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGone, 1) == 0) Interlocked.Decrement(ref places._taken);
        }
    }
}
