using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.Grpc;

/// <summary>A message that was read.</summary>
/// <param name="Set">Its bytes and the places of its events.</param>
/// <param name="Claim">Bytes that it counts as in flight.</param>
internal readonly record struct CallBatch(WorkSet Set, long Claim);
