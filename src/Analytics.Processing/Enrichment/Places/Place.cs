namespace Analytics.Processing.Enrichment.Places;

/// <summary>Where an address is; 0 is "not known".</summary>
/// <param name="Country">Symbol of the ISO 3166-1 alpha-2 code.</param>
/// <param name="City">Symbol of the city's English name.</param>
public readonly record struct Place(int Country, int City);
