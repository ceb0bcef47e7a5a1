namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>One map of a list.</summary>
/// <param name="List">Key of the list it is in.</param>
/// <param name="Line">Number of its first line, from 1.</param>
/// <param name="Values">Its keys and values.</param>
internal sealed record YamlEntry(string List, int Line, Dictionary<string, string> Values);
