namespace Analytics.Node.Demo;

/// <summary>The demo shop's products, visitors' devices and addresses: plain lists that make believable traffic.</summary>
internal static class DemoCatalogue
{
    public static readonly string[] Categories = ["audio", "cameras", "computers", "games", "garden", "kitchen", "phones", "sports", "toys", "watches"];

    public static readonly string[] Pages = ["/", "/sale", "/new", "/about", "/delivery", "/account", "/wishlist"];

    public static readonly string[] Searches = ["headphones", "phone case", "running shoes", "espresso", "lego", "smart watch", "garden hose", "camera bag"];

    public static readonly string[] PaymentModes = ["credit_card", "credit_card", "credit_card", "boleto", "voucher", "debit_card", "paypal"];

    public static readonly string[] Warehouses = ["berlin", "madrid", "rotterdam"];

    /// <summary>Campaign tags; most visits have none.</summary>
    public static readonly string[] Campaigns =
    [
        "", "", "", "", "?utm_source=google&utm_medium=cpc&utm_campaign=spring-sale", "?utm_source=newsletter&utm_medium=email&utm_campaign=november",
        "?utm_source=instagram&utm_medium=social&utm_campaign=spring-sale", "?utm_source=partner&utm_medium=referral&utm_campaign=bundle",
    ];

    /// <summary>User agents with the platform that sends them.</summary>
    public static readonly (string Platform, string Text)[] Agents =
    [
        ("web", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"),
        ("web", "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15"),
        ("web", "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"),
        ("ios", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"),
        ("android", "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"),
        ("android", "Mozilla/5.0 (Linux; Android 14; SM-S928B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"),
        ("web", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    ];

    /// <summary>Address prefixes of real networks, so that the look-up of the place finds cities.</summary>
    public static readonly string[] AddressPrefixes =
        ["85.214.132", "81.169.145", "177.43.35", "200.147.3", "91.198.174", "151.101.1", "8.8.8", "213.180.204", "80.58.61", "194.25.0", "62.4.16", "203.0.113"];
}
