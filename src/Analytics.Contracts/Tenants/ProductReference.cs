namespace Analytics.Contracts.Tenants;

/// <summary>What the reference tables say about a product.</summary>
/// <param name="Category">Symbol of the category; 0 when it has none.</param>
/// <param name="PriceMicros">List price in millionths of the tenant's currency; 0 when it has none.</param>
public readonly record struct ProductReference(int Category, long PriceMicros);
