using Analytics.Processing.Time;

namespace Analytics.Processing.Windows;

/// <summary>Events of the last minute, counted by the second of their arrival. For people to look at: not kept across restarts.</summary>
public sealed class ArrivalRate
{
    private const int Seconds = 64;

    private readonly int[] _counts = new int[Seconds];
    private readonly long[] _second = new long[Seconds];
    private long _begin = long.MinValue;
    private int _slot;

    /// <summary>Notes one event.</summary>
    public void Note(long receivedAt)
    {
        if ((ulong)(receivedAt - _begin) >= Micros.Second) Turn(receivedAt);
        _counts[_slot]++;
    }

    /// <summary>Events that arrived in the 60 seconds before a time.</summary>
    public long LastMinute(long now)
    {
        var newest = Micros.Index(now, Micros.Second);
        long sum = 0;
        for (var i = 0; i < Seconds; i++)
            if (_second[i] > newest - 60 && _second[i] <= newest) sum += _counts[i];
        return sum;
    }

    private void Turn(long receivedAt)
    {
        var second = Micros.Index(receivedAt, Micros.Second);
        _begin = second * Micros.Second;
        _slot = (int)(second & (Seconds - 1));
        if (_second[_slot] == second) return;
        _second[_slot] = second;
        _counts[_slot] = 0;
    }
}
