using Analytics.Node.Composition;
using Analytics.Node.Gateway;
using Analytics.Sinks.Alerts.Dispatch;

namespace Analytics.Node.Http.Alerts;

/// <summary>Channels, their test, and the ledger of messages.</summary>
internal static class AlertChannelEndpoints
{
    private static readonly string[] States = ["pending", "sending", "sent", "failed", "suppressed"];
    private const int MostOfPage = 1_000;

    public static void Map(IEndpointRouteBuilder alerts)
    {
        alerts.MapGet("/channels", ChannelsAsync).WithSummary("The channels that a tenant's alerts may go to, and how they are").Produces<AlertChannelsAnswer>();
        alerts.MapPost("/channels/{name}/test", TestAsync).WithSummary("Sends a test message through a channel, at once and once").Produces<TestOutcome>().ProducesProblem(404);
        alerts.MapGet("/deliveries", DeliveriesAsync).WithSummary("The ledger: what was sent, what waits, what was given up").Produces<DeliveriesAnswer>();
        alerts.MapPost("/deliveries/{id}/retry", RetryAsync).WithSummary("Sends a message that was given up again, under the same id").Produces<DeliveriesAnswer>().ProducesProblem(404);
    }

    /// <summary>The channels that may see a tenant's alerts.</summary>
    public static async Task<IReadOnlyList<AlertChannelAnswer>> ReadChannelsAsync(AlertParts alerts, string tenant, CancellationToken cancellation)
    {
        var counts = (await alerts.Ledger.CountsAsync(tenant, cancellation)).ToDictionary(count => count.Channel);
        return
        [
            .. from state in alerts.Dispatcher.Channels
               where Covers(alerts, state.Name, tenant)
               let count = counts.GetValueOrDefault(state.Name)
               select new AlertChannelAnswer(
                   state.Name, state.Kind, state.Since is null ? "unknown" : state.IsUp ? "up" : "down", state.Since?.UtcDateTime, state.Error,
                   count?.Waiting ?? 0, count?.Sent ?? 0, count?.Failed ?? 0, count?.LastSentAt),
        ];
    }

    /// <summary>Tests a channel; null when no such channel is for the tenant.</summary>
    public static async Task<TestOutcome?> TryChannelAsync(AlertParts alerts, string channel, string tenant, CancellationToken cancellation) =>
        Covers(alerts, channel, tenant) ? await alerts.Dispatcher.TestAsync(channel, tenant, cancellation) : null;

    private static bool Covers(AlertParts alerts, string channel, string tenant) => alerts.Routing.Of(channel)?.Covers(tenant) == true;

    private static Task<IResult> ChannelsAsync(string? tenant, AlertParts alerts, CancellationToken cancellation) =>
        AlertParameters.AskAsync(tenant, async name => Found(new AlertChannelsAnswer(await ReadChannelsAsync(alerts, name, cancellation))));

    private static Task<IResult> TestAsync(string name, string? tenant, AlertParts alerts, CancellationToken cancellation) => AlertParameters.AskAsync(tenant, async owner =>
        await TryChannelAsync(alerts, name, owner, cancellation) is { } outcome ? Found(outcome) : Problems.NotFound($"There is no channel {name} for the tenant {owner}."));

    private static Task<IResult> DeliveriesAsync(string? tenant, string? channel, string? state, int? page_size, AlertParts alerts, CancellationToken cancellation) =>
        AlertParameters.AskAsync(tenant, async name =>
        {
            var size = page_size ?? 50;
            if (size is < 1 or > MostOfPage) return Problems.InvalidParameter("page_size", $"1 to {MostOfPage}.");
            if (state is not null && !States.Contains(state)) return Problems.InvalidParameter("state", "There are: " + string.Join(", ", States));
            if (!AlertParameters.IsName(channel)) return Problems.InvalidParameter("channel", "1 to 512 characters.");
            return Found(new DeliveriesAnswer(await alerts.Ledger.ListAsync(name, channel, state, size, cancellation)));
        });

    private static Task<IResult> RetryAsync(Guid id, string? tenant, AlertParts alerts, CancellationToken cancellation) => AlertParameters.AskAsync(tenant, async name =>
        await alerts.Ledger.RetryAsync(name, id, cancellation) is { } delivery
            ? Found(new DeliveriesAnswer([delivery]))
            : Problems.NotFound($"The tenant {name} has no message {id} that was given up."));

    private static IResult Found<T>(T answer) => Results.Json(answer, AnswerJson.Options);
}
