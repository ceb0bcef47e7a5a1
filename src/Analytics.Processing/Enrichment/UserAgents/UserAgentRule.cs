namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>One entry of uap-core's <c>regexes.yaml</c>: a pattern and what replaces its groups.</summary>
/// <param name="Pattern">Regular expression, searched anywhere in the user agent.</param>
/// <param name="IgnoreCase">True with <c>regex_flag: 'i'</c>.</param>
/// <param name="Replacements">Replacement by position: family, then versions (or brand and model of a device); null where none is given.</param>
public sealed record UserAgentRule(string Pattern, bool IgnoreCase, IReadOnlyList<string?> Replacements);
