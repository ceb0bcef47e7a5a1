namespace Analytics.Node.Http.Answers;

/// <summary>Body of <c>POST /api/v1/admin/cluster/leave</c>.</summary>
/// <param name="Node">Id of the node that is to leave; null for the one that is asked.</param>
internal sealed record LeaveRequest(string? Node);
