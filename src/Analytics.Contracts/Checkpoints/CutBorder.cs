namespace Analytics.Contracts.Checkpoints;

/// <summary>
/// Where and with which clock a checkpoint was cut. What a cut contains is a function of the state before it and of this, so when a
/// checkpoint is lost after its deliveries were sent, cutting at the same borders again gives the same deliveries.
/// </summary>
/// <param name="Number">Number of the checkpoint.</param>
/// <param name="NextOffset">Offset after the last event in it.</param>
/// <param name="ClockMicros">The shard's clock at the cut.</param>
/// <param name="SetAside">Events in it that were set aside.</param>
/// <param name="Rules">The rules that the cut took in, as bytes; empty when it took in none.</param>
/// <param name="RulesFrom">Offset of the first event that what is new in these rules knows of.</param>
public sealed record CutBorder(long Number, long NextOffset, long ClockMicros, IReadOnlyList<SetAsideEvent> SetAside, ReadOnlyMemory<byte> Rules = default, long RulesFrom = 0);
