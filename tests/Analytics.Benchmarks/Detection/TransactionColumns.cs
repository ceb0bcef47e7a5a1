using System.Globalization;

namespace Analytics.Benchmarks.Detection;

/// <summary>What the columns of a labelled file mean, by their names: the Fraud Detection Handbook's, Kaggle's credit card set, PaySim's, Sparkov's, and what people call such things.</summary>
internal sealed class TransactionColumns
{
    private const long Second = 1_000_000;

    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["time"] = ["tx_datetime", "trans_date_trans_time", "timestamp", "datetime", "transaction_time", "date", "tx_time_seconds", "unix_time", "time", "step", "at"],
        ["customer"] = ["customer_id", "cc_num", "nameorig", "user_id", "userid", "customer", "user", "card_id", "card"],
        ["terminal"] = ["terminal_id", "merchant_id", "terminal", "merchant", "namedest"],
        ["amount"] = ["tx_amount", "amt", "transaction_amount", "amount"],
        ["label"] = ["tx_fraud", "is_fraud", "isfraud", "class", "label", "fraud"],
        ["scenario"] = ["tx_fraud_scenario", "fraud_scenario", "scenario"],
        ["type"] = ["event_type", "eventtype", "type"],
        ["balance_before"] = ["balance_before", "oldbalanceorg"],
    };

    // Numbers of rows mean nothing to rules.
    private static readonly string[] Ignored = ["transaction_id", "trans_num", "id", "event_id", "tx_time_seconds", "tx_time_days", "unix_time", "isflaggedfraud", "is_flagged_fraud", ""];
    private readonly Dictionary<string, string> _meaning = [];

    /// <summary>Finds out what columns mean.</summary>
    /// <exception cref="InvalidDataException">There is no time, no amount or no label among them.</exception>
    public TransactionColumns(IReadOnlyCollection<string> names)
    {
        foreach (var (meaning, called) in Known)
        {
            foreach (var name in called)
            {
                if (names.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase)) is not { } found || _meaning.ContainsValue(found)) continue;
                _meaning.Add(meaning, found);
                break;
            }
        }

        if (((string[])["time", "amount", "label"]).FirstOrDefault(need => !_meaning.ContainsKey(need)) is { } missing)
            throw new InvalidDataException($"no column is the {missing}: {string.Join(", ", Known[missing])}. There are: {string.Join(", ", names)}");
        Others = [.. names.Where(name => !_meaning.ContainsValue(name) && !Ignored.Contains(name.ToLowerInvariant()))];
    }

    /// <summary>Columns without a meaning of their own: rules find them as properties.</summary>
    public IReadOnlyList<string> Others { get; }

    /// <summary>What was understood, for people.</summary>
    public string Understood => string.Join(", ", _meaning.Select(one => $"{one.Key} is {one.Value}"))
        + (_meaning.ContainsKey("customer") ? "" : "; no customers, so rules for each user find nothing") + (_meaning.ContainsKey("terminal") ? "" : "; no terminals, so rules for each terminal find nothing")
        + (Others.Count > 0 ? $"; as properties: {string.Join(", ", Others)}" : "");

    /// <summary>A payment of a row.</summary>
    /// <param name="value">A column's value; null for none.</param>
    public Transaction Read(Func<string, string?> value) => new(TimeOf(Of("time", value)), Of("customer", value), Of("terminal", value), Number(Of("amount", value)), IsTrue(Of("label", value)))
    {
        // Sets call a payment by many names; what only some sets have keeps its own.
        Type = Of("type", value).ToLowerInvariant() is var type && type is "transfer" or "cash_out" or "withdrawal" or "deposit" or "cash_in" or "refund" ? type : "purchase",
        Scenario = Of("scenario", value) is var scenario && scenario is "" or "0" ? "" : scenario,
        More = string.Join(',', Others.Append(_meaning.GetValueOrDefault("balance_before")).OfType<string>().Select(name => (Name: name, Value: value(name))).Where(one => !string.IsNullOrEmpty(one.Value)).Select(Member)),
    };

    private string Member((string Name, string? Value) one)
    {
        var name = _meaning.GetValueOrDefault("balance_before") == one.Name ? "balance_before" : one.Name;
        var isNumber = double.TryParse(one.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        return $"{System.Text.Json.JsonSerializer.Serialize(name)}:{(isNumber ? number.ToString("R", CultureInfo.InvariantCulture) : System.Text.Json.JsonSerializer.Serialize(one.Value))}";
    }

    private string Of(string meaning, Func<string, string?> value) => _meaning.TryGetValue(meaning, out var column) ? value(column) ?? "" : "";

    // A number counts seconds; PaySim's steps are hours.
    private long TimeOf(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return (long)(number * Second) * (string.Equals(_meaning["time"], "step", StringComparison.OrdinalIgnoreCase) ? 3600 : 1);
        return (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) - DateTimeOffset.UnixEpoch).Ticks / 10;
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static bool IsTrue(string text) => text.Trim().ToLowerInvariant() is "1" or "1.0" or "true" or "yes" or "y" or "fraud";
}
