using System.Text;
using System.Text.Json;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Actors.Tests.Entities;

/// <summary>A session row in plain values.</summary>
public sealed record SessionResult(
    string Tenant, string User, UInt128 Id, long Start, long End, uint Events, uint Pages, string Revenue, string Entry, string Exit, string Path, string Device,
    string City, string Country, string Campaign)
{
    public uint Revision { get; init; }

    public bool Retracted { get; init; }

    public static SessionResult Of(in SessionRow row, RecordBatch text)
    {
        var bytes = text;
        string Read(Utf8Slice slice) => Encoding.UTF8.GetString(bytes.Bytes(slice));
        var path = row.Retracted ? "" : string.Join(" > ", JsonSerializer.Deserialize<string[]>(Read(row.Path))!);
        return new SessionResult(Symbols.Text(row.Tenant), Read(row.UserId), row.SessionId, row.Start, row.End, row.Events, row.Pages,
            $"{Money.Text(row.RevenueMicros)} {Symbols.Text(row.Currency)}", Read(row.Entry), Read(row.Exit), path, Symbols.Text(row.Device), Symbols.Text(row.City),
            Symbols.Text(row.Country), Read(row.Campaign)) { Revision = row.Revision, Retracted = row.Retracted };
    }

    /// <summary>What a reader sees in the end: of each identity the highest revision, unless it is a retraction. Ids and revisions taken out.</summary>
    public static List<SessionResult> Final(IEnumerable<SessionResult> rows) =>
        [.. rows.GroupBy(row => (row.Tenant, row.User, row.Id)).Select(same => same.MaxBy(row => row.Revision)!).Where(row => !row.Retracted)
            .Select(row => row with { Revision = 0, Id = 0 })
            .OrderBy(row => row.Tenant, StringComparer.Ordinal).ThenBy(row => row.User, StringComparer.Ordinal).ThenBy(row => row.Start)];
}
