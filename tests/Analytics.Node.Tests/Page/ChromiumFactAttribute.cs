namespace Analytics.Node.Tests.Page;

/// <summary>A fact about the page in a real browser; skipped where there is none.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public const string Chromium = "/usr/bin/chromium";

    public ChromiumFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ANALYTICS_ASSETS")))
            Skip = "ANALYTICS_ASSETS does not name the folder of the engines; ./analytics test sets it.";
        else if (!File.Exists(Chromium)) Skip = "There is no /usr/bin/chromium.";
    }
}
