using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Analytics.Benchmarks.Detection;

/// <summary>Reads labelled payments of a file: CSV with a header, or NDJSON; gzipped or plain.</summary>
internal static class TransactionFile
{
    /// <summary>The payments, in the order of time. Says on standard error what it understood.</summary>
    /// <exception cref="InvalidDataException">The file has no column for something that is needed, or a row cannot be read; the message names the line.</exception>
    public static async Task<IReadOnlyList<Transaction>> ReadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        await using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var first = (await reader.ReadLineAsync() ?? "").TrimStart('\uFEFF');
        var payments = first.TrimStart().StartsWith('{') ? await ReadJsonAsync(reader, first) : await ReadCsvAsync(reader, first);
        // Sets are often sorted by something else; equal times keep the order of the file.
        return [.. payments.OrderBy(one => one.At)];
    }

    /// <summary>Writes payments as CSV with the columns of the Fraud Detection Handbook.</summary>
    public static async Task WriteAsync(string path, IReadOnlyList<Transaction> payments)
    {
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync("TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO");
        for (var i = 0; i < payments.Count; i++)
        {
            var one = payments[i];
            var at = DateTime.UnixEpoch.AddTicks(one.At * TimeSpan.TicksPerMicrosecond);
            await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{i},{at:yyyy-MM-dd HH:mm:ss},{one.Customer},{one.Terminal},{one.Amount:0.00},{(one.IsFraud ? 1 : 0)},{(one.Scenario.Length == 0 ? "0" : one.Scenario)}"));
        }
    }

    private static async Task<List<Transaction>> ReadCsvAsync(StreamReader reader, string header)
    {
        var separator = header.Contains(';', StringComparison.Ordinal) && !header.Contains(',', StringComparison.Ordinal) ? ';' : header.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
        var names = Split(header, separator);
        var columns = new TransactionColumns(names);
        await Console.Error.WriteLineAsync($"understood: {columns.Understood}");
        var places = names.Select((name, i) => (name, i)).DistinctBy(one => one.name).ToDictionary(one => one.name, one => one.i);
        return await ReadAsync(reader, null, line =>
        {
            var fields = Split(line, separator);
            return columns.Read(name => places[name] < fields.Count ? fields[places[name]] : null);
        });
    }

    private static async Task<List<Transaction>> ReadJsonAsync(StreamReader reader, string first)
    {
        TransactionColumns? columns = null;
        return await ReadAsync(reader, first, line =>
        {
            using var json = JsonDocument.Parse(line);
            var members = json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.GetRawText());
            if (columns is null) Console.Error.WriteLine($"understood: {(columns = new TransactionColumns(members.Keys)).Understood}");
            return columns.Read(members.GetValueOrDefault);
        });
    }

    private static async Task<List<Transaction>> ReadAsync(StreamReader reader, string? first, Func<string, Transaction> read)
    {
        var payments = new List<Transaction>();
        var number = first is null ? 2 : 1;
        for (var line = first ?? await reader.ReadLineAsync(); line is not null; line = await reader.ReadLineAsync(), number++)
        {
            if (line.Length == 0) continue;
            try
            {
                payments.Add(read(line));
            }
            catch (Exception e) when (e is FormatException or JsonException or OverflowException)
            {
                throw new InvalidDataException($"line {number}: {e.Message}", e);
            }
        }

        return payments;
    }

    private static List<string> Split(string line, char separator)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[++i]);
            else if (c == '"') quoted = !quoted;
            else if (c == separator && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(c);
        }

        fields.Add(field.ToString());
        return fields;
    }
}
