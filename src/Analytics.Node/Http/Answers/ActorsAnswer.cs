namespace Analytics.Node.Http.Answers;

/// <summary>Answer of <c>GET /api/v1/admin/actors</c>.</summary>
/// <param name="Kinds">Kinds of entities.</param>
internal sealed record ActorsAnswer(IReadOnlyList<ActorKind> Kinds);
