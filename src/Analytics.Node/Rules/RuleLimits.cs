namespace Analytics.Node.Rules;

/// <summary>How much may be stored.</summary>
/// <param name="Rules">Most rules.</param>
/// <param name="Bytes">Most bytes of all together, as they are sent.</param>
internal sealed record RuleLimits(int Rules, long Bytes);
