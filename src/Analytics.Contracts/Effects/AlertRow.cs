using Analytics.Contracts.Events;

namespace Analytics.Contracts.Effects;

/// <summary>A rule that matched. Identity: <see cref="AlertId"/>; it never changes afterwards, so that a repeat is the same row.</summary>
public struct AlertRow
{
    /// <summary>Symbol of the tenant.</summary>
    public int Tenant;

    /// <summary>Stable id of the alert: a hash of rule, version, key and matched events, the same in every replay.</summary>
    public UInt128 AlertId;

    /// <summary>Symbol of the rule's name.</summary>
    public int Rule;

    /// <summary>Version of the rule: it changes with what the rule matches.</summary>
    public uint RuleVersion;

    /// <summary>Symbol of how much it matters: low, medium, high, critical.</summary>
    public int Severity;

    /// <summary>Symbol of what the rule watches: <c>user</c>, <c>card</c>, <c>user and device</c>.</summary>
    public int KeyField;

    /// <summary>The value that it was: the user, the card (masked as the tenant's policy says). Several fields have a zero between them.</summary>
    public Utf8Slice Key;

    /// <summary>Time of the earliest matched event, microseconds since 1970.</summary>
    public long FirstAt;

    /// <summary>Time of the event, or of the deadline, that completed the match, microseconds since 1970.</summary>
    public long At;

    /// <summary>Number of events matched.</summary>
    public uint Events;

    /// <summary>Whether the rule is only watched itself: the alert is kept and counted, and nobody is told.</summary>
    public bool IsShadow;

    /// <summary>What the conditions saw, as one JSON object: each event by its offset with its values, and what was remembered of the key.</summary>
    public Utf8Slice Evidence;
}
