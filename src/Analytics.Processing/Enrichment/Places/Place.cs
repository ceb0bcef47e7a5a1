namespace Analytics.Processing.Enrichment.Places;

/// <summary>Where an address is; 0 is "not known".</summary>
/// <param name="Country">Symbol of the ISO 3166-1 alpha-2 code.</param>
/// <param name="City">Symbol of the city's English name.</param>
/// <param name="LatitudeE4">Latitude in ten-thousandths of a degree.</param>
/// <param name="LongitudeE4">Longitude in ten-thousandths of a degree.</param>
/// <param name="IsLocated">Whether the database has coordinates.</param>
public readonly record struct Place(int Country, int City, int LatitudeE4 = 0, int LongitudeE4 = 0, bool IsLocated = false);
