namespace Analytics.Node.Status;

/// <summary>How much came in over a step of time.</summary>
/// <param name="At">End of the step.</param>
/// <param name="RatePerSecond">Events a second.</param>
public sealed record LiveRate(DateTime At, double RatePerSecond);
