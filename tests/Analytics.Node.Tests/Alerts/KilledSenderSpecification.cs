using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Node.Tests.Alerts;

/// <summary>kill -9 of a node between sending and writing that it was sent.</summary>
public sealed class KilledSenderSpecification
{
    private const int Kills = 3;
    private const int UsersARound = 4;

    [NodeFact]
    public async Task Every_alert_arrives_and_what_arrives_twice_has_one_key()
    {
        await using var alerting = await AlertingNode.StartAsync();
        var (receiver, rounds) = (alerting.Receiver, 0);
        for (; rounds < Kills; rounds++)
        {
            // The receiver takes one message and keeps the node waiting for the answer: there it is killed.
            var held = new TaskCompletionSource<ReceivedMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            var taken = 0;
            receiver.Answer = message =>
            {
                if (Interlocked.Increment(ref taken) < 3) return 200;
                held.TrySetResult(message);
                return -1;
            };
            await alerting.OrderAsync("shop", UsersARound);
            await held.Task.WaitAsync(TimeSpan.FromMinutes(4));
            await alerting.Node.KillAsync();
            receiver.Answer = _ => 200;
            await alerting.Node.DisposeAsync();
            await alerting.StartNodeAsync();
        }

        var raised = (await alerting.AlertsAsync("shop", Kills * UsersARound)).Select(alert => alert.GetProperty("id").GetString()).ToHashSet();
        Assert.Equal(Kills * UsersARound, raised.Count);
        await AllSentAsync(alerting);
        var byKey = receiver.All.GroupBy(message => message.Id).ToList();
        Assert.All(byKey, same => Assert.Single(same.Select(message => message.Body).Distinct()));
        var told = byKey.SelectMany(same => JsonDocument.Parse(same.First().Body).RootElement.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("id").GetString())).ToList();
        Assert.Equal(raised.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.InRange(receiver.All.Count, byKey.Count + Kills, int.MaxValue);
    }

    private static async Task AllSentAsync(AlertingNode alerting)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while ((await alerting.Node.GetAsync("/api/v1/alerts/deliveries?tenant=shop&page_size=1000")).GetProperty("deliveries").EnumerateArray().Any(one => one.GetProperty("state").GetString() != "sent"))
            await Task.Delay(50, patience.Token);
    }
}
