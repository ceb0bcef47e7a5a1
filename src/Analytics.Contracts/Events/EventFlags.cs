namespace Analytics.Contracts.Events;

/// <summary>What is known about one event beside its fields.</summary>
[Flags]
public enum EventFlags : ushort
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary><see cref="EventRow.AmountMicros"/> holds an amount.</summary>
    HasAmount = 1,

    /// <summary>The timestamp had no zone; the tenant's configured zone was applied.</summary>
    ZoneAssumed = 2,

    /// <summary>The event had no timestamp; the time of its arrival was taken.</summary>
    TimeAssumed = 4,

    /// <summary>The user agent is a known bot or crawler. Bots are kept and flagged, never dropped.</summary>
    Bot = 8,

    /// <summary>Properties hold a key that names personal data (set by the decoder, so that masking may skip the others).</summary>
    PersonalProperties = 16,

    /// <summary>The user is known by an e-mail address only: <see cref="EventRow.UserId"/> holds the address.</summary>
    UserIsEmail = 32,

    /// <summary>The event was set aside by the shard (it is in the dead letters): no entity and no sink sees it.</summary>
    SetAside = 64,

    /// <summary>The event carried an id of its own, or got one from the request's idempotency key.</summary>
    HasId = 128,

    /// <summary>The event belongs to another partition and is sent there. Always together with <see cref="SetAside"/>: here nobody else sees it.</summary>
    Elsewhere = 256,

    /// <summary><see cref="EventRow.LatitudeE4"/> and <see cref="EventRow.LongitudeE4"/> hold a place.</summary>
    HasPlace = 512,

    /// <summary>Nobody looks at more of the event than that it was, and when: enrichment leaves it as it came. Past events only; nothing with it may leave the process.</summary>
    Bare = 1024,

    /// <summary>Neither the record nor its headers hold an at sign, however it is written: no text that came with the event has an e-mail address in it.</summary>
    Plain = 2048,
}
