using Analytics.Processing.Velocity;

namespace Analytics.Actors.Entities.Velocity;

/// <summary>One user in memory.</summary>
internal sealed class VelocityUser(ulong hash, byte[] key, VelocityState state)
{
    /// <summary>Hash of tenant and user.</summary>
    public ulong Hash => hash;

    /// <summary>Key in storage, see <see cref="Sessions.SessionKey"/>.</summary>
    public byte[] Key => key;

    /// <summary>What is remembered.</summary>
    public VelocityState State => state;

    /// <summary>Whether it differs from storage.</summary>
    public bool Dirty { get; set; }

    /// <summary>Events since it came into memory.</summary>
    public long Activity { get; set; }
}
