using Analytics.Processing.Patterns.Matching;

namespace Analytics.Actors.Entities.Patterns;

/// <summary>One value of a key in memory.</summary>
internal sealed class PatternEntity(ulong hash, byte[] key, int tenant, KeyState state)
{
    /// <summary>Hash of what is watched, tenant and value.</summary>
    public ulong Hash => hash;

    /// <summary>Key in storage, see <see cref="PatternKey"/>.</summary>
    public byte[] Key => key;

    /// <summary>Symbol of its tenant.</summary>
    public int Tenant => tenant;

    /// <summary>What is remembered.</summary>
    public KeyState State { get; set; } = state;

    /// <summary>Whether it differs from storage.</summary>
    public bool Dirty { get; set; }

    /// <summary>Whether it is among those with events that wait for their turn.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>The deadline that it is to be looked at again; <see cref="long.MaxValue"/> for none.</summary>
    public long Alarm { get; set; } = long.MaxValue;

    /// <summary>Events since it came into memory.</summary>
    public long Activity { get; set; }
}
