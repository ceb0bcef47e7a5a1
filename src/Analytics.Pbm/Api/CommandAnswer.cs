using System.Text.Json;

namespace Analytics.Pbm.Api;

/// <summary>One answer of a command.</summary>
/// <param name="Result">The data.</param>
/// <param name="Views">How it is shown to people.</param>
/// <param name="Complete">False when something that was asked for is not so.</param>
/// <param name="Error">Why there are no further answers; null while all is well.</param>
public sealed record CommandAnswer(JsonElement Result, IReadOnlyList<ViewInfo>? Views, bool Complete = true, string? Error = null);
