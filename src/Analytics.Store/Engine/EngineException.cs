using System.Globalization;
using System.Text.RegularExpressions;

namespace Analytics.Store.Engine;

/// <summary>The engine (or the door before it) refused a statement. The message has ClickHouse's form: <c>Code: 60. DB::Exception: …</c>.</summary>
internal sealed partial class EngineException : Exception
{
    /// <summary>Wraps what the engine said.</summary>
    public EngineException(string message)
        : base(Unwrap(message)) => Code = CodeOf(Message);

    /// <summary>A refusal of our own, under one of ClickHouse's codes.</summary>
    public EngineException(int code, string name, string text)
        : base($"Code: {code}. DB::Exception: {text} ({name})") => Code = code;

    /// <summary>ClickHouse's error code; 1001 when the engine named none.</summary>
    public int Code { get; }

    // The engine wraps some errors several times: "Code: 164. DB::Exception: Code: 164. DB::Exception: …".
    private static string Unwrap(string message)
    {
        var text = message.Trim();
        while (Wrapped().Match(text) is { Success: true } match) text = text[match.Groups[1].Length..];
        return CodeOf(text) == 1001 && !text.StartsWith("Code:", StringComparison.Ordinal)
            ? $"Code: 1001. DB::Exception: {text} (STD_EXCEPTION)"
            : text;
    }

    private static int CodeOf(string message) =>
        Leading().Match(message) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 1001;

    [GeneratedRegex(@"\A(Code: \d+\. DB::Exception: )Code: \d+\. DB::Exception: ")]
    private static partial Regex Wrapped();

    [GeneratedRegex(@"\ACode: (\d+)\.")]
    private static partial Regex Leading();
}
