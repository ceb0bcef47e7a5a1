using System.Globalization;
using System.Text.Json;

namespace Analytics.Benchmarks;

/// <summary>Prints figures: a table for people, or one JSON object a line.</summary>
internal static class Report
{
    private static readonly System.Text.CompositeFormat Row = System.Text.CompositeFormat.Parse("  {0,-46} {1,14} {2,-16} {3,12} {4,12}  {5}");

    public static void Print(string benchmark, IReadOnlyList<Figure> figures, bool json)
    {
        if (json)
        {
            foreach (var f in figures)
                Console.WriteLine(JsonSerializer.Serialize(
                    new { bench = benchmark, figure = f.Name, value = f.Value, unit = f.Unit, floor = f.Floor, goal = f.Goal, ok = f.Ok }));
            return;
        }

        Console.WriteLine();
        Console.WriteLine(benchmark);
        Console.WriteLine(string.Format(CultureInfo.InvariantCulture, Row, "figure", "value", "unit", "floor", "goal", "beside it"));
        foreach (var f in figures)
        {
            var verdict = !f.Ok ? "MISSED  " : f.ReachesGoal ? "goal  " : "";
            Console.WriteLine(string.Format(
                CultureInfo.InvariantCulture, Row, f.Name, Number(f.Value), f.Unit, f.Floor is { } floor ? Number(floor) : "", f.Goal is { } goal ? Number(goal) : "", verdict + f.Peer));
        }
    }

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 1000 ? "N0" : Math.Abs(value) >= 10 ? "N1" : "0.###", CultureInfo.InvariantCulture);
}
