using System.Globalization;
using System.Text.Json;
using Analytics.Contracts.Events;
using Analytics.Processing.Sessions;
using Analytics.Processing.Time;

namespace Analytics.Actors.Entities.Sessions;

/// <summary>A user's sessions for people and scripts.</summary>
internal static class SessionDescription
{
    /// <summary>Writes a user as one JSON object.</summary>
    public static void Write(string label, ref UserEntry user, SessionBook book, Utf8JsonWriter target)
    {
        target.WriteStartObject();
        target.WriteString("key", label);
        target.WriteString("identity", (user.Identity & UserIdentity.ClientSession) != 0 ? "client-session" : "user");
        target.WriteString("lastArrival", Micros.ToUtc(user.LastArrival));
        target.WriteStartArray("sessions");
        for (var i = 0; i < UserSessions.Count(user); i++) WriteSession(user, book.Rules.At(ref user, i), book, target);
        target.WriteEndArray();
        target.WriteEndObject();
    }

    private static void WriteSession(in UserEntry user, in SessionState session, SessionBook book, Utf8JsonWriter target)
    {
        target.WriteStartObject();
        target.WriteString("id", book.Rows.IdOf(user, session.Start).ToString("x32", CultureInfo.InvariantCulture));
        target.WriteString("state", !session.Pending ? "closed" : session.Revision == 0 ? "open" : "changed");
        target.WriteNumber("revision", session.Revision);
        target.WriteString("start", Micros.ToUtc(session.Start));
        target.WriteString("end", Micros.ToUtc(session.End));
        target.WriteNumber("events", session.Events);
        target.WriteNumber("pages", session.Pages);
        var (currency, revenue) = book.Rows.Revenue(session, book.Tenant(user.Tenant).Currency);
        target.WritePropertyName("revenue");
        target.WriteRawValue(Money.Text(revenue));
        target.WriteString("currency", Symbols.Utf8(currency));
        target.WriteString("exit", SessionPath.Exit(session, book.Pools));
        target.WriteStartArray("path");
        foreach (var step in SessionPath.Of(session, book.Pools)) target.WriteStringValue(step.Text);
        target.WriteEndArray();
        target.WriteString("device", Symbols.Utf8(session.Device));
        target.WriteString("city", Symbols.Utf8(session.City));
        target.WriteString("country", Symbols.Utf8(session.Country));
        target.WriteString("campaign", book.Pools.Campaign(session.Campaign));
        target.WriteEndObject();
    }
}
