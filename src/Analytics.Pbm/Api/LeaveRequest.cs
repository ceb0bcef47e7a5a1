namespace Analytics.Pbm.Api;

/// <summary>POST /api/v1/admin/cluster/leave.</summary>
/// <param name="Node">The node that is to leave; null for the one that is asked.</param>
public sealed record LeaveRequest(string? Node);
