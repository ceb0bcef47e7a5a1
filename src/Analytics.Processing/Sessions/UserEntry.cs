using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Analytics.Processing.Sessions;

/// <summary>
/// One user (or anonymous client session) with the sessions that are remembered: three cache lines. The id, when it has the usual length, and the latest session lie inside, so that an event
/// finds both with one visit to memory; earlier sessions lie in a block.
/// </summary>
// Declared from large to small, so that only three bytes are lost between the fields.
[StructLayout(LayoutKind.Sequential)]
public struct UserEntry
{
    /// <summary>Value of <see cref="ArmedBucket"/> when no timer is armed.</summary>
    public const int NotArmed = int.MaxValue;

    /// <summary>Seeded hash that it is found by.</summary>
    public ulong Hash;

    /// <summary>When its last event arrived, microseconds since 1970.</summary>
    public long LastArrival;

    /// <summary>Block of the earlier sessions, by start.</summary>
    public long Earlier;

    /// <summary>Symbol of the tenant.</summary>
    public int Tenant;

    /// <summary>Bucket of the timer that counts, see <see cref="DeadlineBuckets"/>.</summary>
    public int ArmedBucket;

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

    /// <summary>The bytes of an id of usual length; of a longer one the number of its block.</summary>
    public IdBytes ShortId;

    /// <summary>The latest session; not there while its <see cref="SessionState.Events"/> is 0.</summary>
    public SessionState Last;

    /// <summary>Room for an id.</summary>
    [InlineArray(Size)]
    public struct IdBytes
    {
        /// <summary>Most bytes of an id that lies inside.</summary>
        public const int Size = 36;

        private byte _first;
    }
}
