using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.Processing.Sessions;

/// <summary>
/// One user (or anonymous client session) with the sessions that are remembered: four cache lines. The id, when it has the usual length, and the latest session lie inside, so that an event
/// finds both with one visit to memory; earlier sessions lie in a block.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public struct UserEntry
{
    /// <summary>Seeded hash that it is found by.</summary>
    public ulong Hash;

    /// <summary>When its last event arrived, microseconds since 1970.</summary>
    public long LastArrival;

    /// <summary>Bucket of the timer that counts; <see cref="long.MaxValue"/> when none is armed.</summary>
    public long ArmedBucket;

    /// <summary>Symbol of the tenant.</summary>
    public int Tenant;

    /// <summary>Block of the id's bytes, when they are more than lie inside.</summary>
    public long LongId;

    /// <summary>Block of the earlier sessions, by start.</summary>
    public long Earlier;

    /// <summary>Number of earlier sessions.</summary>
    public int EarlierCount;

    /// <summary>Counts up each time the place is given back, so that old timers know.</summary>
    public int Generation;

    /// <summary>Events since it came into memory.</summary>
    public uint Activity;

    /// <summary>Length of the id.</summary>
    public ushort IdLength;

    /// <summary>See <see cref="UserIdentity"/>.</summary>
    public UserIdentity Identity;

    /// <summary>True when the place is taken.</summary>
    public bool Live;

    /// <summary>True while it differs from its stored state. Kept by the owner.</summary>
    public bool Dirty;

    /// <summary>The latest session; not there while its <see cref="SessionState.Events"/> is 0.</summary>
    public SessionState Last;

    /// <summary>The bytes of an id of usual length.</summary>
    public IdBytes ShortId;

    /// <summary>Room for an id.</summary>
    [InlineArray(Size)]
    public struct IdBytes
    {
        /// <summary>Most bytes of an id that lies inside.</summary>
        public const int Size = 64;

        private byte _first;
    }
}
