using System.Globalization;

namespace Analytics.Benchmarks.Detection;

/// <summary>
/// Payments with labels, after the simulator of Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud Detection (chapter 3): customers and terminals have places,
/// a customer pays at terminals nearby, around a mean amount and so many times a day; three scenarios of fraud. The same seed gives the same set.
/// </summary>
internal sealed class TransactionSimulator(int seed, int customers, int terminals, int days)
{
    private const double Size = 100, Radius = 5, Threshold = 220, Factor = 5;
    private const int TerminalDays = 28, CustomerDays = 14;
    private const long Second = 1_000_000, Day = 86_400 * Second;

    // One terminal in 5,000 and three customers in 5,000 fall to thieves each day.
    private const double TerminalsADay = 1 / 5000.0, CustomersADay = 3 / 5000.0;
    private static readonly long Begin = new DateTimeOffset(2018, 4, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() * Second;
    private readonly Random _random = new(seed);

    /// <summary>The payments, in the order of time.</summary>
    public List<Transaction> Run()
    {
        var places = Enumerable.Range(0, terminals).Select(_ => (X: _random.NextDouble() * Size, Y: _random.NextDouble() * Size)).ToArray();
        var payments = new List<Draft>();
        for (var customer = 0; customer < customers; customer++) Spend(customer, places, payments);
        payments.Sort((a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Customer.CompareTo(b.Customer));
        foreach (var payment in payments)
            if (payment.Amount > Threshold) payment.Scenario = 1;
        Steal(payments.GroupBy(payment => payment.Terminal).ToDictionary(group => group.Key, group => group.ToList()), terminals, TerminalsADay, TerminalDays, payment => payment.Scenario = 2);
        Steal(payments.GroupBy(payment => payment.Customer).ToDictionary(group => group.Key, group => group.ToList()), customers, CustomersADay, CustomerDays, Overspend);
        return [.. payments.Select(Read)];
    }

    private static Transaction Read(Draft draft) => new(draft.At, Name("c", draft.Customer), Name("t", draft.Terminal), Math.Round(draft.Amount, 2), draft.Scenario > 0)
    {
        Scenario = draft.Scenario switch { 1 => "amount", 2 => "terminal", 3 => "customer", _ => "" },
    };

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number}");

    private void Spend(int customer, (double X, double Y)[] places, List<Draft> payments)
    {
        var (x, y) = (_random.NextDouble() * Size, _random.NextDouble() * Size);
        var mean = 5 + _random.NextDouble() * 95;
        var perDay = _random.NextDouble() * 4;
        int[] near = [.. Enumerable.Range(0, places.Length).Where(i => Math.Pow(places[i].X - x, 2) + Math.Pow(places[i].Y - y, 2) < Radius * Radius)];
        if (near.Length == 0) return;
        for (var day = 0; day < days; day++)
        {
            for (var left = Poisson(perDay); left > 0; left--)
            {
                // Around noon; what falls out of the day does not happen.
                var time = Normal(43_200, 20_000);
                if (time is <= 0 or >= 86_400) continue;
                var amount = Normal(mean, mean / 2);
                if (amount < 0) amount = _random.NextDouble() * mean * 2;
                payments.Add(new Draft { At = Begin + day * Day + (long)time * Second, Customer = customer, Terminal = near[_random.Next(near.Length)], Amount = amount });
            }
        }
    }

    private void Steal(Dictionary<int, List<Draft>> payments, int of, double each, int length, Action<Draft> fraud)
    {
        for (var day = 0; day < days; day++)
        {
            var count = (int)((day + 1) * each * of) - (int)(day * each * of);
            for (; count > 0; count--)
            {
                if (!payments.TryGetValue(_random.Next(of), out var theirs)) continue;
                var (from, to) = (Begin + day * Day, Begin + (day + length) * Day);
                foreach (var payment in theirs.Where(payment => payment.At >= from && payment.At < to)) fraud(payment);
            }
        }
    }

    // A third of what a thief pays is five times as much.
    private void Overspend(Draft payment)
    {
        if (_random.Next(3) > 0) return;
        payment.Amount *= Factor;
        payment.Scenario = 3;
    }

    private int Poisson(double mean)
    {
        var (limit, product, count) = (Math.Exp(-mean), _random.NextDouble(), 0);
        for (; product > limit; count++) product *= _random.NextDouble();
        return count;
    }

    private double Normal(double mean, double deviation) =>
        mean + deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private sealed class Draft
    {
        public required long At { get; init; }

        public required int Customer { get; init; }

        public required int Terminal { get; init; }

        public required double Amount { get; set; }

        public int Scenario { get; set; }
    }
}
