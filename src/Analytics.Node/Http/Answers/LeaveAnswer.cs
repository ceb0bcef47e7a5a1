namespace Analytics.Node.Http.Answers;

/// <summary>A node began to leave.</summary>
/// <param name="Node">Its id.</param>
/// <param name="State"><c>draining</c>.</param>
internal sealed record LeaveAnswer(string Node, string State);
