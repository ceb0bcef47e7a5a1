using System.Collections.Concurrent;
using Analytics.Testing;
using Microsoft.Playwright;

namespace Analytics.Node.Tests.Page;

/// <summary>The page at / shows a newcomer what comes in, what is open, what came out and what went wrong, in a real browser.</summary>
public sealed class PageSpecification : IAsyncLifetime
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    // How soon is not what is told here: other tests take the processors, too.
    private const float PatienceMilliseconds = 120_000;

    private readonly TemporaryFolder _data = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private NodeProcess _node = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        if (new ChromiumFactAttribute().Skip is not null) return;
        _node = await NodeProcess.StartAsync(_data.File("node"), "--set", "demo.enabled=true");
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = ChromiumFactAttribute.Chromium, Args = Flags });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_node is not null) await _node.DisposeAsync();
        _data.Dispose();
    }

    [ChromiumFact]
    public async Task It_shows_the_demo_live_in_every_width_and_theme_without_a_complaint()
    {
        foreach (var (width, height, scheme) in ((int, int, ColorScheme)[])[(1280, 900, ColorScheme.Light), (1280, 900, ColorScheme.Dark), (390, 844, ColorScheme.Light)])
        {
            await using var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
            var page = await context.NewPageAsync();
            Listen(page);
            await page.GotoAsync(_node.Address.ToString());
            await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("live");
            await Assertions.Expect(page.Locator("section[aria-labelledby=out] .figure b").Nth(1)).Not.ToHaveTextAsync("0");
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"At {width} pixels the page is {overflow} pixels too wide.");
            if (Environment.GetEnvironmentVariable("ANALYTICS_SCREENSHOTS") is { Length: > 0 } folder)
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"page-{width}-{scheme}.png"), FullPage = true });
        }

        Assert.Empty(_complaints);
    }

    [ChromiumFact]
    public async Task The_keyboard_reaches_and_works_every_control()
    {
        var page = await _browser.NewPageAsync();
        Listen(page);
        await page.GotoAsync(_node.Address.ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("live");
        await page.GetByRole(AriaRole.Radio, new() { Name = "24 hours" }).FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Radio, new() { Name = "30 days" })).ToBeCheckedAsync();
        Assert.Contains("span=month", page.Url, StringComparison.Ordinal);
        Assert.Empty(_complaints);
    }

    [ChromiumFact]
    public async Task What_went_wrong_most_often_stands_first()
    {
        using var http = new HttpClient { BaseAddress = _node.Address };
        using var lines = new StringContent("{\"a\":1,\"a\":2}\n" + string.Concat(Enumerable.Repeat("{oops\n", 300)), System.Text.Encoding.UTF8, "application/x-ndjson");
        using var answer = await http.PostAsync(new Uri("/api/v1/events", UriKind.Relative), lines);
        var page = await _browser.NewPageAsync();
        await page.GotoAsync(_node.Address.ToString());
        var reasons = page.Locator(".shares", new() { HasText = "dead letters by reason" }).Locator(".share span");
        await Assertions.Expect(reasons.First).ToHaveTextAsync("malformed_json");
        await Assertions.Expect(reasons.Filter(new() { HasText = "duplicate_key" })).ToHaveCountAsync(1);
    }

    private void Listen(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(_node.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                _complaints.Enqueue("The page asked beyond the node: " + request.Url);
        };
    }
}
