namespace Analytics.Ingestion.Decoding;

/// <summary>The names of properties that hold personal data, as a table that ignores case.</summary>
internal static class PersonalNames
{
    /// <summary>The table of the configured names.</summary>
    public static NameTable Table(DecodingOptions options) =>
        new([.. options.PersonalKeys.Distinct(StringComparer.OrdinalIgnoreCase).Select((name, i) => (name, i))], foldCase: true);
}
