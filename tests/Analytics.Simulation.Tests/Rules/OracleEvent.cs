using System.Globalization;
using Analytics.Contracts.Log;

namespace Analytics.Simulation.Tests.Rules;

/// <summary>An event as rules see it.</summary>
/// <param name="Offset">Where it is in the log.</param>
/// <param name="Name">Its id, or its offset when it has none.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Seconds">When it happened.</param>
/// <param name="Amount">What it is worth.</param>
/// <param name="Arrival">When it came, microseconds since 1970.</param>
/// <param name="Identity">What copies of it have in common.</param>
internal sealed record OracleEvent(long Offset, string Name, string User, long Seconds, int Amount, long Arrival, string Identity)
{
    public static OracleEvent Read(long offset, string text, long arrival)
    {
        var words = text.Split(' ');
        var amount = words.First(word => word.StartsWith("pays=", StringComparison.Ordinal))[5..];
        var name = words.FirstOrDefault(word => word.StartsWith("id=", StringComparison.Ordinal)) ?? $"{offset}";
        return new OracleEvent(offset, name, words[0], long.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(amount, CultureInfo.InvariantCulture), arrival, name);
    }

    /// <summary>As rules see it that watch sessions.</summary>
    public static OracleEvent ReadOfSession(MemoryPartition.Record record, long arrival)
    {
        var seen = Read(record.Offset, record.Text, arrival);
        var user = SessionOf(record.Text) ?? throw new FormatException($"An event of no session was sent: {record.Text}");
        return seen with { User = user, Identity = seen.Name == $"{record.Offset}" ? Convert.ToHexString(PastPosition.OriginOf(record.Headers)) : seen.Name };
    }

    /// <summary>The session of an event; null for none.</summary>
    public static string? SessionOf(string text) => text.Split(' ').FirstOrDefault(word => word.StartsWith("session=", StringComparison.Ordinal))?["session=".Length..];
}
