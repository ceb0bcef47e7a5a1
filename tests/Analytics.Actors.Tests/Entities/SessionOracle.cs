using Analytics.Contracts.Events;

namespace Analytics.Actors.Tests.Entities;

/// <summary>Sessions by sorting everything and looking at it: no state, no order of arrival.</summary>
public static class SessionOracle
{
    public static List<SessionResult> Sessions(IEnumerable<TestEvent> events, TimeSpan gap, string currency = "USD") =>
        SessionResult.Final(events.Where(e => !e.SetAside && (e.User.Length > 0 || e.ClientSession.Length > 0))
            .GroupBy(e => (e.Tenant, e.User, Anonymous: e.User.Length == 0 ? e.ClientSession : ""))
            .SelectMany(user => Split([.. user.OrderBy(e => e.At)], gap).Select((run, i) => Describe(run, currency) with { Id = (UInt128)i + (UInt128)(uint)user.Key.GetHashCode() * 1000 })));

    private static IEnumerable<List<TestEvent>> Split(List<TestEvent> sorted, TimeSpan gap)
    {
        var run = new List<TestEvent>();
        foreach (var e in sorted)
        {
            if (run.Count > 0 && e.At - run[^1].At > gap)
            {
                yield return run;
                run = [];
            }

            run.Add(e);
        }

        yield return run;
    }

    private static SessionResult Describe(List<TestEvent> run, string currency)
    {
        var steps = run.OrderBy(e => e.At).ThenBy(e => Processing.Sessions.StepOrder.Rank(e.Kind)).ThenBy(Step, StringComparer.Ordinal).Select(Step).ToList();
        var paid = run.Where(e => e.Kind is EventKind.Payment or EventKind.Purchase && e.Amount is not null)
            .GroupBy(e => e.Currency.Length == 0 ? currency : e.Currency).ToDictionary(g => g.Key, g => g.Sum(e => e.Amount!.Value));
        var shown = paid.ContainsKey(currency) ? currency : paid.Keys.Order(StringComparer.Ordinal).FirstOrDefault("");
        var sum = shown.Length == 0 ? 0 : paid[shown];
        return new SessionResult(run[0].Tenant, run[0].User, 0, TestEvent.Micros(run[0].At), TestEvent.Micros(run[^1].At), (uint)run.Count,
            (uint)run.Count(e => e.Kind == EventKind.PageView), $"{Money.Text((long)(sum * Money.Scale))} {shown}", steps[0], steps[^1],
            string.Join(" > ", steps.Take(50)), First(run, e => e.Device), First(run, e => e.City), First(run, e => e.Country), First(run, e => e.Campaign));
    }

    private static string Step(TestEvent e) => e.Kind == EventKind.PageView && e.Url.Length > 0 ? "/" + e.Url.Split('/', 4)[3].Split('?')[0] : e.Type;

    private static string First(List<TestEvent> run, Func<TestEvent, string> field) =>
        run.Where(e => field(e).Length > 0).OrderBy(e => e.At).ThenBy(field, StringComparer.Ordinal).Select(field).FirstOrDefault("");
}
