namespace Analytics.Node.Backtests;

/// <summary>What is asked.</summary>
/// <param name="Rule">Text of the rule, or the name of one that runs.</param>
/// <param name="From">Start of the range.</param>
/// <param name="To">End of the range, exclusive; null for now.</param>
/// <param name="Against">What it is compared with: <c>live</c>, the version of that name that runs (the default); <c>raised</c>, the alerts that it raised; <c>nothing</c>; or the text or the name of another rule.</param>
/// <param name="Examples">How many new, lost and same alerts are shown with their events, 0 to 100. Default 5.</param>
internal sealed record BacktestRequest(string? Rule, DateTimeOffset? From, DateTimeOffset? To = null, string? Against = null, int? Examples = null);
