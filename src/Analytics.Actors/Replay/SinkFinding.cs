using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Replay;

/// <summary>What a sink's store holds of a shard, compared with what the log says that it should.</summary>
/// <param name="Expected">Rows that the log makes, and their checksums.</param>
/// <param name="Held">Rows that are there, and their checksums.</param>
/// <param name="Missing">Offsets that have no row, the first ones.</param>
/// <param name="MissingCount">How many offsets have no row.</param>
/// <param name="RepeatedIds">How many of them carry an id that an earlier event of the range has, where shards drop duplicates.</param>
/// <param name="Doubled">Offsets that have more than one row, or that no event has.</param>
public sealed record SinkFinding(HeldRows Expected, HeldRows Held, IReadOnlyList<long> Missing, long MissingCount, long RepeatedIds, long Doubled);
