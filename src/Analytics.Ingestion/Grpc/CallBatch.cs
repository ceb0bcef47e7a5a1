using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.Grpc;

/// <summary>A message that was read.</summary>
/// <param name="Set">Its bytes and the places of its events.</param>
/// <param name="Claim">What it holds of the room for requests.</param>
internal readonly record struct CallBatch(WorkSet Set, InFlightClaim Claim);
