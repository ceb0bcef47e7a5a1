namespace Analytics.Ingestion.DeadLetters;

/// <summary>Some dead letters, oldest first.</summary>
/// <param name="Letters">The letters.</param>
/// <param name="NextOffset">Offset to go on from; null at the end.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Letters, long? NextOffset);
