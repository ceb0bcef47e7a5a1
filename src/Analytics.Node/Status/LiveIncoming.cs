namespace Analytics.Node.Status;

/// <summary>What comes in, over all tenants.</summary>
/// <param name="RatePerSecond">Events a second over the last seconds.</param>
/// <param name="Recent">The last five minutes in steps of five seconds, the oldest first.</param>
public sealed record LiveIncoming(double RatePerSecond, IReadOnlyList<LiveRate> Recent);
