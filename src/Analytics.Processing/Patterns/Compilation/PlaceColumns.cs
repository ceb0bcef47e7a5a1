using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>The two fields that say where an event happened.</summary>
internal static class PlaceColumns
{
    public static Expression.Field Latitude { get; } = new("latitude", false);

    public static Expression.Field Longitude { get; } = new("longitude", false);
}
