using System.Globalization;
using System.Text;

namespace Analytics.Benchmarks;

/// <summary>
/// The events of the benchmarks: 324 bytes of JSON on average, 100,000 users, 20 tenants, event time moving a millisecond an event with up to two
/// seconds of disorder, one payment in twenty. The same seed gives the same bytes.
/// </summary>
internal sealed class BenchmarkEvents(int seed, int users = BenchmarkEvents.Users)
{
    public const int Users = 100_000;
    public const int Tenants = 20;

    private static readonly string[] Types = ["page_view", "page_view", "page_view", "product_view", "search", "add_to_cart", "product_click", "page_view"];
    private static readonly string[] Platforms = ["web", "ios", "android"];

    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0",
        "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Firefox/143.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) Version/18.1 Mobile",
    ];

    private readonly Random _random = new(seed);
    private long _number;

    public static string Tenant(int number) => "tenant-" + (number % Tenants).ToString("00", CultureInfo.InvariantCulture);

    /// <summary>One event and the tenant that it is for. The user decides the tenant.</summary>
    public (string Tenant, byte[] Json) Next(DateTimeOffset start)
    {
        var number = _number++;
        var user = _random.Next(users);
        var at = start.AddMilliseconds(number - _random.Next(2_000));
        var paid = _random.Next(20) == 0;
        var type = paid ? "purchase" : Types[_random.Next(Types.Length)];
        var data = paid
            ? string.Create(CultureInfo.InvariantCulture, $"\"order_id\":\"o-{number:x}\",\"total\":{_random.Next(100, 99999) / 100.0m},\"payment_method\":\"credit_card\"")
            : string.Create(CultureInfo.InvariantCulture, $"\"product_id\":\"P{_random.Next(5000):0000}\",\"position\":{_random.Next(50)}");
        var json = string.Create(CultureInfo.InvariantCulture,
            $"{{\"id\":\"e-{seed:x}-{number:x8}\",\"user_id\":\"user-{user:000000}\",\"session_id\":\"s-{user:x}\",\"event_type\":\"{type}\",\"timestamp\":\"{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"platform\":\"{Platforms[user % 3]}\",\"url\":\"/p/{_random.Next(900):000}\",\"event_data\":{{{data},\"ip\":\"{81 + (user % 9)}.{user % 251}.{user % 17}.{user % 253}\",\"user_agent\":\"{Agents[user % 3]}\"}}}}");
        return (Tenant(user), Encoding.UTF8.GetBytes(json));
    }
}
