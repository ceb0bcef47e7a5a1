using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Analytics.Testing;

/// <summary>Sends shop histories to a node with the real <c>load</c> command, and compares the node's answers with the oracle.</summary>
public static class ShopClient
{
    /// <summary>Writes events as NDJSON, a line each.</summary>
    public static void WriteFile(string path, IEnumerable<ShopEvent> events)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false));
        var line = new StringBuilder();
        foreach (var e in events)
        {
            e.WriteLine(line.Clear());
            file.Write(line);
        }
    }

    /// <summary>Runs <c>load --wait</c> and returns its exit code and what it printed.</summary>
    public static async Task<(int ExitCode, string Output)> LoadAsync(Uri node, string tenant, string file, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] all = [RepositoryPaths.PbmProgram, "load", "--url", node.ToString(), "--tenant", tenant, "--wait", .. more, file];
        foreach (var argument in all) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Differences between the dashboard's answer and the oracle, in words; empty when all is equal.</summary>
    public static List<string> Differences(JsonElement dashboard, ShopOracle oracle)
    {
        var differences = new List<string>();
        Compare("totalUsers", dashboard.GetProperty("totalUsers").GetInt64(), oracle.Users);
        Compare("totalOrders", dashboard.GetProperty("totalOrders").GetInt64(), oracle.Orders);
        Compare("totalProducts", dashboard.GetProperty("totalProducts").GetInt64(), oracle.Products);
        Compare("totalRevenue", dashboard.GetProperty("totalRevenue").GetDecimal(), oracle.Revenue);
        CompareAll("ordersPerDay", dashboard, "day", oracle.OrdersPerDay, e => e.GetProperty("orders").GetInt64());
        CompareAll("revenuePerDay", dashboard, "day", oracle.RevenuePerDay, e => e.GetProperty("revenue").GetDecimal());
        CompareAll("revenueByPaymentMethod", dashboard, "paymentMode", oracle.PaymentModes, e => (e.GetProperty("revenue").GetDecimal(), e.GetProperty("payments").GetInt64()));
        CompareAll("eventCountsByService", dashboard, "service", oracle.Services, e => e.GetProperty("events").GetInt64());
        return differences;

        void Compare<T>(string what, T found, T expected)
        {
            if (!EqualityComparer<T>.Default.Equals(found, expected))
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what} is {found} and should be {expected}"));
        }

        void CompareAll<T>(string list, JsonElement answer, string key, SortedDictionary<string, T> expected, Func<JsonElement, T> value)
        {
            var found = answer.GetProperty(list).EnumerateArray().ToDictionary(e => e.GetProperty(key).GetString()!, value);
            foreach (var name in found.Keys.Union(expected.Keys).Order(StringComparer.Ordinal))
                Compare($"{list}[{name}]", found.GetValueOrDefault(name), expected.GetValueOrDefault(name));
        }
    }
}
