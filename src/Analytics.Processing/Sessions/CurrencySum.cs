namespace Analytics.Processing.Sessions;

/// <summary>What was paid in one currency.</summary>
/// <param name="Currency">Symbol of its code; 0 where nothing is.</param>
/// <param name="Micros">Millionths.</param>
public readonly record struct CurrencySum(int Currency, Int128 Micros);
