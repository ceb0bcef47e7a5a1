using System.Globalization;
using System.Text;
using Analytics.Contracts.Hashing;

namespace Analytics.Processing.Velocity;

/// <summary>So many events of one key within a time.</summary>
public sealed class VelocityRule
{
    private const ulong Seed = 0x56454C4F;

    /// <summary>A rule.</summary>
    /// <param name="name">Name, for people and in the ids of alerts.</param>
    /// <param name="events">How many events make a match; at least 2.</param>
    /// <param name="withinMicros">Within how much event time, in microseconds. An event exactly so long before the last one does not count.</param>
    public VelocityRule(string name, int events, long withinMicros)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 2);
        (Name, Events, WithinMicros) = (name, events, withinMicros);
        Version = (uint)KeyHash.Compute(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{events}/{withinMicros}")), Seed);
        Identity = KeyHash.Combine(KeyHash.Compute(Encoding.UTF8.GetBytes(name), Seed), Version);
    }

    /// <summary>Name.</summary>
    public string Name { get; }

    /// <summary>How many events make a match.</summary>
    public int Events { get; }

    /// <summary>Within how many microseconds of event time.</summary>
    public long WithinMicros { get; }

    /// <summary>A number that other settings do not have: alerts of a changed rule are other alerts.</summary>
    public uint Version { get; }

    /// <summary>Hash of name and version.</summary>
    public ulong Identity { get; }
}
