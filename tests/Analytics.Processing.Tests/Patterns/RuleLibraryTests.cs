using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Library;

namespace Analytics.Processing.Tests.Patterns;

/// <summary>Each rule of the library fires on what it is for, and not on what looks like it.</summary>
public sealed class RuleLibraryTests
{
    private const long Second = 1_000_000, Minute = 60 * Second, Hour = 60 * Minute, Day = 24 * Hour;

    private static readonly Dictionary<string, (PatternEvent[] Fires, PatternEvent[] Quiet)> Cases = new()
    {
        ["velocity_user"] = (Many(5, Second, "purchase"), Many(5, 15 * Second, "purchase")),
        ["velocity_card"] = (Many(5, Minute, "payment", "card"), Varied(5, Minute, "payment", "card")),
        ["velocity_ip"] = (Many(10, Second, "order"), Many(9, Second, "order")),
        ["velocity_device"] = (Many(10, Second, "order", "deviceId"), Varied(10, Second, "order", "deviceId")),
        ["velocity_email"] = (Many(5, Minute, "purchase", "email"), Many(5, 3 * Minute, "purchase", "email")),
        ["velocity_address"] = (Many(10, Hour, "purchase", "address"), Many(10, 3 * Hour, "purchase", "address")),
        ["card_testing"] = ([.. Cards(3), Card(4, "purchase", 150)], [.. Cards(2), Card(3, "purchase", 150)]),
        ["cards_per_ip"] = (Varied(5, Minute, "payment", "card"), Many(9, Minute, "payment", "card")),
        ["cards_per_bin"] = (WithBin(20), WithBin(19)),
        ["cards_per_user"] = (Varied(4, Hour, "payment", "card"), Varied(3, Hour, "payment", "card")),
        ["impossible_travel"] = ([new(0, "login") { Place = (41.9, 12.5) }, new(Hour, "purchase", 5) { Place = (59.9, 10.7) }], [new(0, "login") { Place = (41.9, 12.5) }, new(5 * Hour, "purchase", 5) { Place = (59.9, 10.7) }]),
        ["new_country"] = ([new(0, "login", Country: "IT"), new(1, "login", Country: "NO")], [new(0, "login", Country: "IT"), new(1, "login", Country: "IT")]),
        ["amount_outlier"] = ([.. Spending(20, 21, 19, 22, 20, 18), new(Day, "purchase", 400)], [.. Spending(20, 210, 90, 220, 400, 18), new(Day, "purchase", 400)]),
        ["daily_sum"] = (Spending(2000, 2000, 1500), Spending(2000, 2000, 900)),
        ["weekly_sum"] = (Spending(9000, 6500), [.. Spending(9000), new(8 * Day, "purchase", 6500)]),
        ["account_takeover"] = (Steps("login_failed", "login_failed", "login_failed", "login", "password_changed", "purchase"), Steps("login_failed", "login_failed", "login", "password_changed", "purchase")),
        ["new_device_new_address"] = ([Home(0, "d1", "a1"), Home(1, "d2", "a2")], [Home(0, "d1", "a1"), Home(1, "d2", "a1")]),
        ["new_account_large_order"] = ([new(0, "signup"), new(Hour, "order", 600)], [new(0, "signup"), new(2 * Day, "order", 600)]),
        ["dormant_account"] = ([new(0, "login"), new(100 * Day, "purchase", 150)], [new(0, "login"), new(50 * Day, "page_view"), new(100 * Day, "purchase", 150)]),
        ["pass_through"] = ([Account(0, "deposit", 2000), Account(Hour, "withdrawal", 1900)], [Account(0, "deposit", 2000), Account(Hour, "withdrawal", 500)]),
        ["structuring"] = ([Account(0, "deposit", 9000), Account(Hour, "deposit", 9500), Account(Day, "deposit", 8500)], [Account(0, "deposit", 9000), Account(Hour, "deposit", 10500), Account(Day, "deposit", 8500)]),
        ["refund_abuse"] = (Many(3, Day, "refund"), Many(3, 20 * Day, "refund")),
        ["coupon_abuse"] = (Coupons(3), Coupons(2)),
        ["return_chain"] = (Steps("purchase", "refund", "purchase", "refund", "order", "refund"), Steps("purchase", "purchase", "refund", "refund", "order", "refund")),
        ["accounts_per_device"] = (Users(3, "signup"), Users(2, "signup")),
        ["accounts_per_ip"] = (Users(10, "signup"), Users(9, "signup")),
        ["click_rate"] = (Many(120, Second / 4, "page_view"), Many(300, Second, "page_view")),
        ["large_purchase"] = (Spending(1000.01), Spending(1000)),
        ["unpaid_order"] = ([new(0, "order", 10)], [new(0, "order", 10), new(Minute, "payment", 10)]),
        ["inventory_drain"] = ([.. Stock("stock_shipped", 5, 5, 5, 5, 5, 5), new(26 * Hour, "stock_shipped") { Quantity = 60 }], Stock("stock_shipped", [.. Enumerable.Repeat(60L, 30)])),
        ["inventory_correction"] = (Stock("stock_changed", 100, 101, 99, 102, 98, 100, 900), Stock("stock_changed", 100, 101, 99, 102, 98, 100, 104)),
        ["checkout_failures"] = (Many(25, Second, "payment_failed"), Many(120, 30 * Second, "payment_failed")),
        ["compromised_terminal"] = ([.. Reports(2), At("purchase", "victim")], [.. Reports(1), At("purchase", "victim"), new(60 * Day, "chargeback", User: "late", Properties: Terminal), new(61 * Day, "purchase", 20, User: "victim", Properties: Terminal)]),
        ["compromised_customer"] = ([.. Usual(12), new(12 * Day, "purchase", 130)], [.. Usual(12), new(12 * Day, "purchase", 45)]),
        ["account_emptied"] = ([new(0, "transfer", 2000, Properties: """{"balance_before":2000}""")], [new(0, "transfer", 1500, Properties: """{"balance_before":2000}"""), new(1, "transfer", 10, Properties: """{"balance_before":10}""")]),
        ["login_attack"] = (Users(10, "login_failed"), Many(50, Second, "login_failed")),
    };

    private const string Terminal = """{"terminal":"t"}""";

    public static TheoryData<string> Rules => [.. RuleLibrary.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_fires_on_what_it_is_for_and_not_on_what_looks_like_it(string name)
    {
        var rule = RuleLibrary.Read(name);
        Assert.NotEmpty(rule.Because);
        Assert.Equal(name, rule.Name);
        Assert.Equal(rule.ToString(), RuleLibrary.Text(name));
        var (fires, quiet) = Cases[name];
        var rules = RuleSet.Compile([rule]);
        Assert.NotEmpty(new PatternRun(rules, Second).Feed(fires).End().Found);
        Assert.Empty(new PatternRun(rules, Second).Feed(quiet).End().Found);
    }

    [Fact]
    public void The_library_has_the_rules_that_it_promises() => Assert.True(RuleLibrary.Names.Count >= 25);

    [Fact]
    public void Parameters_have_other_values_when_they_are_given()
    {
        var rule = RuleLibrary.Read("velocity_user given limit = 2, span = 10 seconds");
        Assert.NotEmpty(new PatternRun(RuleSet.Compile([rule])).Feed(Many(2, Second, "purchase")).End().Found);
        Assert.Contains("no rule 'velocity'", Assert.Throws<RuleException>(() => RuleLibrary.Read("velocity")).Message, StringComparison.Ordinal);
        Assert.Contains("no parameter 'x'", Assert.Throws<RuleException>(() => RuleLibrary.Read("velocity_user given x = 2")).Message, StringComparison.Ordinal);
        Assert.Contains("takes a value like 1 minute", Assert.Throws<RuleException>(() => RuleLibrary.Read("velocity_user given span = 2")).Message, StringComparison.Ordinal);
    }

    private static PatternEvent[] Many(int count, long apart, string type, string property = "x") => [.. Enumerable.Range(0, count).Select(i => new PatternEvent(i * apart, type, 20, Properties: $$"""{"{{property}}":"same"}"""))];

    private static PatternEvent[] Varied(int count, long apart, string type, string property) => [.. Enumerable.Range(0, count).Select(i => new PatternEvent(i * apart, type, 20, Properties: $$"""{"{{property}}":"v{{i}}"}"""))];

    private static PatternEvent[] Users(int count, string type) => [.. Enumerable.Range(0, count).Select(i => new PatternEvent(i * Second, type, User: $"u{i}", Properties: """{"deviceId":"d"}"""))];

    private static PatternEvent[] Reports(int customers) => [.. Enumerable.Range(0, customers).Select(i => new PatternEvent(i * Hour, "chargeback", User: $"u{i}", Properties: Terminal))];

    private static PatternEvent At(string type, string user) => new(Day, type, 20, User: user, Properties: Terminal);

    private static PatternEvent[] Usual(int payments) => [.. Enumerable.Range(0, payments).Select(i => new PatternEvent(i * Day, "purchase", 20 + i % 5))];

    private static PatternEvent[] Coupons(int users) => [.. Enumerable.Range(0, users).Select(i => new PatternEvent(i * Second, "order", 9, User: $"u{i}", Properties: """{"deviceId":"d","coupon":"NEW10"}"""))];

    private static PatternEvent[] WithBin(int cards) => [.. Enumerable.Range(0, cards).Select(i => new PatternEvent(i * Second, "payment", 9, Properties: $$"""{"bin":"411111","card":"c{{i}}"}"""))];

    private static PatternEvent[] Spending(params double[] amounts) => [.. amounts.Select((amount, i) => new PatternEvent(i * Hour, "purchase", amount))];

    private static PatternEvent[] Steps(params string[] types) => [.. types.Select((type, i) => new PatternEvent(i * Minute, type, 20))];

    private static PatternEvent[] Stock(string type, params long[] quantities) => [.. quantities.Select((quantity, i) => new PatternEvent(i * Hour, type) { Quantity = quantity })];

    private static PatternEvent[] Cards(int failed) => [.. Enumerable.Range(0, failed).Select(i => Card(i, "payment_failed", 50))];

    private static PatternEvent Card(long minute, string type, double amount) => new(minute * Minute, type, amount, Properties: """{"card":"c"}""");

    private static PatternEvent Home(long at, string device, string address) => new(at, "purchase", 300, Properties: $$"""{"deviceId":"{{device}}","shippingAddress":"{{address}}"}""");

    private static PatternEvent Account(long at, string type, double amount) => new(at, type, amount, Properties: """{"account":"a"}""");
}
