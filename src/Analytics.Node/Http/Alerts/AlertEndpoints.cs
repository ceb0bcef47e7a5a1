using System.Globalization;
using Analytics.Node.Composition;
using Analytics.Node.Gateway;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Http.Alerts;

/// <summary>Alerts of a tenant and what people do with them, for administrators by the gateway's rule.</summary>
internal static class AlertEndpoints
{
    private const int MostOfPage = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/alerts").AddEndpointFilter<AdminOnly>().WithTags("Alerts").ProducesValidationProblem().ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);
        group.MapGet("", ListAsync).WithSummary("Alerts of a tenant, the newest first").Produces<AlertsAnswer>();
        group.MapGet("/rules", RulesAsync).WithSummary("What became of the alerts of each rule, and its precision").Produces<RulesAnswer>();
        group.MapGet("/stream", AlertStream.ServeAsync).WithSummary("What happens to alerts, as server-sent events, or over a WebSocket that asks for the upgrade; goes on after Last-Event-ID")
            .Produces<AlertNews>(200, "text/event-stream").ProducesProblem(429);
        group.MapGet("/{id}", ShowAsync).WithSummary("One alert with its evidence, its history and its messages").Produces<AlertDetail>().ProducesProblem(404);
        Change(group, "acknowledge", AlertState.Acknowledged, "Somebody looks into it: no repeats, no escalation");
        Change(group, "resolve", AlertState.Resolved, "It was right and is dealt with");
        Change(group, "false-positive", AlertState.FalsePositive, "It was wrong, and counts against its rule");
        AlertChannelEndpoints.Map(group);
        SilenceEndpoints.Map(group);
    }

    private static void Change(RouteGroupBuilder group, string verb, AlertState state, string summary) => group
        .MapPost($"/{{id}}/{verb}", (Guid id, string? tenant, AlertNote? note, HttpContext context, GatewayTrust trust, AlertParts alerts, CancellationToken cancellation) =>
            ChangeAsync(tenant, id, state, note?.Note, trust.Identify(context).Email, alerts.Book, cancellation))
        .WithSummary(summary).Produces<StoredAlert>().ProducesProblem(404).ProducesProblem(409);

    private static Task<IResult> ListAsync(
        string? tenant, string? state, string? rule, string? entity, string? severity, string? since, bool? shadow, int? page_size, string? page_token, AlertParts alerts, CancellationToken cancellation) =>
        AlertParameters.AskAsync(tenant, async name =>
        {
            var size = page_size ?? 50;
            if (size is < 1 or > MostOfPage) return Problems.InvalidParameter("page_size", $"1 to {MostOfPage}.");
            if (!AlertParameters.TryName<AlertState>(state, AlertNames.Of, out var ofState)) return Problems.InvalidParameter("state", "There are: " + string.Join(", ", AlertNames.States));
            if (!AlertParameters.TryName<AlertSeverity>(severity, AlertNames.Of, out var ofSeverity)) return Problems.InvalidParameter("severity", "There are: " + string.Join(", ", AlertNames.Severities));
            if (!AlertParameters.IsName(rule)) return Problems.InvalidParameter("rule", "1 to 512 characters.");
            if (!AlertParameters.IsName(entity)) return Problems.InvalidParameter("entity", "1 to 512 characters.");
            if (!AlertParameters.TryInstant(since, out var from)) return Problems.InvalidParameter("since", $"'{since}' is no instant such as 2026-10-02T10:00:00Z.");
            if (!TryToken(page_token, out var before)) return Problems.InvalidParameter("page_token", "It is not one that an answer gave out.");
            var page = await alerts.Book.ListAsync(name, new AlertFilter(ofState, rule, entity, ofSeverity, from, shadow ?? false), before, size, cancellation);
            return Found(new AlertsAnswer(page.Alerts, Text(page.Next), Text(page.Position)!));
        });

    private static Task<IResult> ShowAsync(Guid id, string? tenant, AlertParts alerts, CancellationToken cancellation) => AlertParameters.AskAsync(tenant, async name =>
        await alerts.Book.FindAsync(name, id, cancellation) is { } found
            ? Found(new AlertDetail(found.Alert, found.History, await alerts.Ledger.OfAlertAsync(name, id, cancellation)))
            : Missing(name, id));

    private static Task<IResult> RulesAsync(string? tenant, string? since, AlertParts alerts, CancellationToken cancellation) => AlertParameters.AskAsync(tenant, async name =>
        AlertParameters.TryInstant(since, out var from)
            ? Found(new RulesAnswer(await alerts.Book.PrecisionAsync(name, from, cancellation)))
            : Problems.InvalidParameter("since", $"'{since}' is no instant such as 2026-10-02T10:00:00Z."));

    private static Task<IResult> ChangeAsync(string? tenant, Guid id, AlertState state, string? note, string by, AlertBook book, CancellationToken cancellation) =>
        AlertParameters.AskAsync(tenant, async name =>
        {
            if (!AlertParameters.IsNote(note)) return Problems.InvalidParameter("note", $"At most {AlertParameters.LongestNote} characters.");
            if (await book.ChangeAsync(name, id, state, by, note, cancellation) is not { } changed) return Missing(name, id);
            return changed.Possible ? Found(changed.Alert) : Problems.Refused($"The alert is {changed.Alert.State}, by {changed.Alert.ChangedBy}: it is decided and needs nobody to look.");
        });

    private static IResult Missing(string tenant, Guid id) => Problems.NotFound($"The tenant {tenant} has no alert {id}.");

    private static bool TryToken(string? text, out long? position)
    {
        position = null;
        if (text is null) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read)) return false;
        position = read;
        return true;
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static IResult Found<T>(T answer) => Results.Json(answer, AnswerJson.Options);
}
