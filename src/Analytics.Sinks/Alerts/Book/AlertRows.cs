using System.Text.Json;
using Npgsql;

namespace Analytics.Sinks.Alerts.Book;

/// <summary>Rows of <c>alerts</c>, read.</summary>
internal static class AlertRows
{
    /// <summary>The columns of an alert, of the table or alias <c>a</c>.</summary>
    internal const string Columns =
        "a.id, a.tenant, a.rule, a.rule_version, a.severity, a.entity_kind, a.entity, a.first_at, a.at, a.events, a.raised_at, a.state, a.changed_by, a.changed_at, a.note, a.evidence::text, a.shadow";

    /// <summary>Number of <see cref="Columns"/>.</summary>
    internal const int Count = 17;

    internal static StoredAlert Read(NpgsqlDataReader reader, int first = 0) => new(
        reader.GetGuid(first), reader.GetString(first + 1), reader.GetString(first + 2), reader.GetInt64(first + 3), reader.GetString(first + 4), reader.GetString(first + 5), reader.GetString(first + 6),
        reader.GetDateTime(first + 7), reader.GetDateTime(first + 8), reader.GetInt64(first + 9), reader.GetDateTime(first + 10), reader.GetString(first + 11),
        AlertSql.TextOrNull(reader, first + 12), AlertSql.TimeOrNull(reader, first + 13), AlertSql.TextOrNull(reader, first + 14), Json(AlertSql.TextOrNull(reader, first + 15)), reader.GetBoolean(first + 16));

    private static JsonElement? Json(string? text)
    {
        if (text is null) return null;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
