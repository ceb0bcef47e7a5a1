namespace Analytics.Sinks;

/// <summary>Names of enum members as analysts type them.</summary>
internal static class SnakeCase
{
    /// <summary><c>OrderPlaced</c> → <c>order_placed</c>.</summary>
    public static string Of(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
