using System.Globalization;
using Analytics.Store.Engine;

namespace Analytics.Store.Http;

/// <summary>What a reader may change: formats and the like. A limit may only be made tighter, a lock not at all.</summary>
internal static class ReaderSettings
{
    private static readonly string[] Locked = ["readonly", "allow_ddl", "allow_introspection_functions", "enable_writes_to_query_cache"];

    /// <summary>The settings that take effect.</summary>
    /// <exception cref="EngineException">A setting is none of a reader's business.</exception>
    public static Dictionary<string, string> Admit(IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> limits)
    {
        var admitted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in wanted)
        {
            // Clients send readonly=1 or 2 of their own to be safe; that is granted already.
            if (name == "readonly" && value is "1" or "2") continue;
            if (Locked.Contains(name))
                throw new EngineException(164, "READONLY", $"Cannot modify '{name}' setting in readonly mode");
            if (!limits.TryGetValue(name, out var limit)) admitted[name] = value;
            else if (IsTighter(value, limit)) admitted[name] = value;
        }

        return admitted;
    }

    private static bool IsTighter(string value, string limit) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var wanted)
        && wanted > 0 && wanted < decimal.Parse(limit, CultureInfo.InvariantCulture);
}
