using System.Globalization;

namespace Analytics.Benchmarks.Detection;

/// <summary>
/// What the columns of a labelled file mean, by their names (letters and digits count, cases and signs do not): the Fraud Detection Handbook's, Kaggle's credit card set,
/// PaySim's, Sparkov's, IEEE-CIS's, TabFormer's, and what people call such things.
/// </summary>
internal sealed class TransactionColumns
{
    private const long Second = 1_000_000;

    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["time"] = ["txdatetime", "transdatetranstime", "timestamp", "datetime", "transactiondatetime", "transactiondate", "transactiontime", "transactiondt", "date", "txtimeseconds", "unixtime", "time", "step", "at"],
        ["customer"] = ["customerid", "ccnum", "cardnumber", "nameorig", "userid", "customer", "user", "accountid", "account", "cardid", "card", "card1"],
        ["terminal"] = ["terminalid", "merchantid", "merchantname", "terminal", "merchant", "namedest"],
        ["amount"] = ["txamount", "amt", "transactionamount", "transactionamt", "amount", "total"],
        ["label"] = ["txfraud", "isfraud", "fraudlabel", "fraudflag", "class", "label", "fraud", "target"],
        ["scenario"] = ["txfraudscenario", "fraudscenario", "scenario", "fraudtype"],
        ["type"] = ["eventtype", "transactiontype", "type"],
        ["balance_before"] = ["balancebefore", "oldbalanceorg"],
    };

    // Some sets tell the day in three columns and the minute in one.
    private static readonly string[] DayColumns = ["year", "month", "day"];

    // Numbers of rows mean nothing to rules.
    private static readonly string[] Ignored = ["transactionid", "transnum", "id", "eventid", "txtimeseconds", "txtimedays", "unixtime", "isflaggedfraud", ""];
    private readonly string[]? _day;
    private readonly Dictionary<string, string> _meaning = [];

    /// <summary>Finds out what columns mean.</summary>
    /// <exception cref="InvalidDataException">There is no time, no amount or no label among them.</exception>
    public TransactionColumns(IReadOnlyCollection<string> names)
    {
        foreach (var (meaning, called) in Known)
        {
            foreach (var name in called)
            {
                if (names.FirstOrDefault(one => Plain(one) == name) is not { } found || _meaning.ContainsValue(found)) continue;
                _meaning.Add(meaning, found);
                break;
            }
        }

        if (((string[])["time", "amount", "label"]).FirstOrDefault(need => !_meaning.ContainsKey(need)) is { } missing)
            throw new InvalidDataException($"no column is the {missing}: {string.Join(", ", Known[missing])}. There are: {string.Join(", ", names)}");
        string?[] day = [.. DayColumns.Select(part => names.FirstOrDefault(name => Plain(name) == part))];
        if (Plain(_meaning["time"]) == "time" && day.All(part => part is not null)) _day = day!;
        Others = [.. names.Where(name => !_meaning.ContainsValue(name) && !Ignored.Contains(Plain(name)) && _day?.Contains(name) != true)];
    }

    /// <summary>Columns without a meaning of their own: rules find them as properties.</summary>
    public IReadOnlyList<string> Others { get; }

    /// <summary>What was understood, for people.</summary>
    public string Understood => string.Join(", ", _meaning.Select(one => $"{one.Key} is {(one.Key == "time" && _day is not null ? string.Join('-', _day) + " " : "")}{one.Value}"))
        + (_meaning.ContainsKey("customer") ? "" : "; no customers, so rules for each user find nothing") + (_meaning.ContainsKey("terminal") ? "" : "; no terminals, so rules for each terminal find nothing")
        + (Others.Count > 0 ? $"; as properties: {string.Join(", ", Others)}" : "");

    /// <summary>A payment of a row.</summary>
    /// <param name="value">A column's value; null for none.</param>
    public Transaction Read(Func<string, string?> value) => new(TimeOf(value), Of("customer", value), Of("terminal", value), Number(Of("amount", value)), IsTrue(Of("label", value)))
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

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private string Of(string meaning, Func<string, string?> value) => _meaning.TryGetValue(meaning, out var column) ? value(column) ?? "" : "";

    // A number counts seconds; PaySim's steps are hours.
    private long TimeOf(Func<string, string?> value)
    {
        var text = Of("time", value);
        if (_day is [var year, var month, var day]) text = $"{value(year)}-{value(month)}-{value(day)} {text}";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return (long)(number * Second) * (Plain(_meaning["time"]) == "step" ? 3600 : 1);
        return (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) - DateTimeOffset.UnixEpoch).Ticks / 10;
    }

    private static double Number(string text) => double.Parse(text.Replace("$", "", StringComparison.Ordinal), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static bool IsTrue(string text) => text.Trim().ToLowerInvariant() is "1" or "1.0" or "true" or "yes" or "y" or "fraud";
}
