namespace Analytics.Pbm.Api;

/// <summary>A node began to leave.</summary>
/// <param name="Node">The node.</param>
/// <param name="State"><c>draining</c>.</param>
public sealed record LeaveAnswer(string Node, string State);
