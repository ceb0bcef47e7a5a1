namespace Analytics.Store.Http;

/// <summary>What the door knows of output formats.</summary>
internal static class AnswerFormats
{
    // Formats without header or footer: the parts of a streamed answer can be sent one after the other.
    private static readonly HashSet<string> Streamable = new(StringComparer.OrdinalIgnoreCase)
    {
        "TabSeparated", "TSV", "TabSeparatedRaw", "TSVRaw", "CSV", "JSONEachRow", "JSONLines", "NDJSON", "JSONStringsEachRow",
        "JSONCompactEachRow", "JSONCompactStringsEachRow", "RowBinary", "LineAsString", "RawBLOB", "TSKV", "Vertical",
    };

    /// <summary>True when parts may be sent as they come.</summary>
    public static bool CanStream(string format) => Streamable.Contains(format);

    /// <summary>The Content-Type that a ClickHouse server sends.</summary>
    public static string ContentType(string format)
    {
        if (format.StartsWith("JSON", StringComparison.OrdinalIgnoreCase))
            return format.Contains("EachRow", StringComparison.OrdinalIgnoreCase) ? "application/x-ndjson; charset=UTF-8" : "application/json; charset=UTF-8";
        if (format.StartsWith("CSV", StringComparison.OrdinalIgnoreCase)) return "text/csv; charset=UTF-8; header=absent";
        if (format.StartsWith("TabSeparated", StringComparison.OrdinalIgnoreCase) || format.StartsWith("TSV", StringComparison.OrdinalIgnoreCase))
            return "text/tab-separated-values; charset=UTF-8";
        if (format.StartsWith("XML", StringComparison.OrdinalIgnoreCase)) return "application/xml; charset=UTF-8";
        return format is "Native" or "RowBinary" or "Arrow" or "ArrowStream" or "Parquet" or "ORC" ? "application/octet-stream" : "text/plain; charset=UTF-8";
    }
}
