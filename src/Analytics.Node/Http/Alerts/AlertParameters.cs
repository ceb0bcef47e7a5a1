using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Analytics.Node.Gateway;

namespace Analytics.Node.Http.Alerts;

/// <summary>What the endpoints of alerts have in common: names of tenants, times, and texts with a limit.</summary>
internal static class AlertParameters
{
    /// <summary>Longest text that people may write about an alert or a silence.</summary>
    public const int LongestNote = 2_000;

    private const int LongestName = 512;

    /// <summary>Runs a question that names its tenant; a wrong name is a problem.</summary>
    public static async Task<IResult> AskAsync(string? tenant, Func<string, Task<IResult>> ask)
    {
        var name = tenant ?? "default";
        if (!RangeParameters.IsTenantName(name)) return Problems.InvalidParameter("tenant", "A tenant is 1 to 64 of A-Z a-z 0-9 _ . : -");
        return await ask(name);
    }

    /// <summary>One name of several; false when it is none of them.</summary>
    public static bool TryName<T>(string? text, Func<T, string> nameOf, out T? value)
        where T : struct, Enum
    {
        value = text is null ? null : Enum.GetValues<T>().Cast<T?>().FirstOrDefault(one => nameOf(one!.Value) == text);
        return text is null || value is not null;
    }

    /// <summary>An instant in ISO 8601; one without zone is UTC.</summary>
    public static bool TryInstant(string? text, out DateTimeOffset? instant)
    {
        instant = null;
        if (text is null) return true;
        // A plus sign in a query string arrives as a blank.
        if (!DateTimeOffset.TryParse(text.Length > 19 ? text.Replace(' ', '+') : text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read)) return false;
        instant = read;
        return true;
    }

    /// <summary>Whether a text may be the name of a rule or of an entity.</summary>
    public static bool IsName([NotNullWhen(false)] string? text) => text is null || (text.Length is > 0 and <= LongestName && !text.Contains('\0', StringComparison.Ordinal));

    /// <summary>Whether people may write a text.</summary>
    public static bool IsNote(string? text) => text is null || (text.Length <= LongestNote && !text.Contains('\0', StringComparison.Ordinal));
}
