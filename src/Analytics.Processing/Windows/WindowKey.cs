using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Processing.Time;

namespace Analytics.Processing.Windows;

/// <summary>
/// Identity of a window part. As text, for people and in checkpoints: <c>demo:hour:2026-11-21T08:00Z</c> (seconds only when they are not 0).
/// <c>total</c> is the tenant's running count since its first event, at start 0.
/// </summary>
/// <param name="Tenant">Symbol of the tenant.</param>
/// <param name="Granularity">Which window; <see cref="Total"/> for the running count.</param>
/// <param name="Start">Start, microseconds since 1970.</param>
public readonly record struct WindowKey(int Tenant, WindowGranularity Granularity, long Start)
{
    /// <summary>The running count of a tenant: kept like a window, never emitted.</summary>
    public const WindowGranularity Total = 0;

    private const string MinuteForm = "yyyy-MM-dd'T'HH:mm'Z'";
    private const string SecondForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Order of results: tenant by name, then granularity, then start.</summary>
    public static int CompareByName(WindowKey left, WindowKey right)
    {
        if (left.Tenant != right.Tenant) return Symbols.Utf8(left.Tenant).SequenceCompareTo(Symbols.Utf8(right.Tenant));
        var byGranularity = left.Granularity.CompareTo(right.Granularity);
        return byGranularity != 0 ? byGranularity : left.Start.CompareTo(right.Start);
    }

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string text, out WindowKey key)
    {
        key = default;
        var end = text.LastIndexOf('Z');
        if (end != text.Length - 1) return TryParseTotal(text, out key);
        foreach (var granularity in (ReadOnlySpan<WindowGranularity>)[WindowGranularity.Hour, WindowGranularity.Day, WindowGranularity.FiveMinutes])
        {
            var at = text.LastIndexOf($":{Name(granularity)}:", StringComparison.Ordinal);
            if (at <= 0) continue;
            var start = text[(at + Name(granularity).Length + 2)..];
            if (!DateTime.TryParseExact(start, [MinuteForm, SecondForm], CultureInfo.InvariantCulture,
                    DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var instant)) return false;
            key = new WindowKey(Symbols.Intern(text[..at]), granularity, Micros.Of(instant - DateTime.UnixEpoch));
            return true;
        }

        return false;
    }

    /// <summary>The text form in UTF-8.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>The text form.</summary>
    [SuppressMessage("Globalization", "CA1305", Justification = "The format is invariant.")]
    public override string ToString()
    {
        var tenant = Symbols.Text(Tenant);
        if (Granularity == Total) return $"{tenant}:{Name(Total)}";
        var form = Start % Micros.Minute == 0 ? MinuteForm : SecondForm;
        return $"{tenant}:{Name(Granularity)}:{Micros.ToUtc(Start).ToString(form, CultureInfo.InvariantCulture)}";
    }

    private static bool TryParseTotal(string text, out WindowKey key)
    {
        var suffix = ":" + Name(Total);
        var found = text.Length > suffix.Length && text.EndsWith(suffix, StringComparison.Ordinal);
        key = found ? new WindowKey(Symbols.Intern(text[..^suffix.Length]), Total, 0) : default;
        return found;
    }

    private static string Name(WindowGranularity granularity) => granularity switch
    {
        WindowGranularity.Hour => "hour",
        WindowGranularity.Day => "day",
        WindowGranularity.FiveMinutes => "five-minutes",
        _ => "total",
    };
}
