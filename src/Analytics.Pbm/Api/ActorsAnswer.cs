namespace Analytics.Pbm.Api;

/// <summary>GET /api/v1/admin/actors.</summary>
/// <param name="Kinds">Every kind.</param>
public sealed record ActorsAnswer(IReadOnlyList<ActorKind> Kinds);
