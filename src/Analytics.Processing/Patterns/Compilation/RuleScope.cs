using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Features;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Matching;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>What a compiled condition can see: one event, the events matched before it, and what is remembered of the key. One thread.</summary>
internal sealed class RuleScope(EventSlab events, MatchSlab matches)
{
    private readonly List<ulong> _hashes = [];

    /// <summary>The event in question.</summary>
    public int Event { get; set; }

    /// <summary>When it is asked: the event's time.</summary>
    public long Now { get; set; }

    /// <summary>The newest of the events matched before; -1 for none.</summary>
    public int Match { get; set; } = -1;

    /// <summary>What is remembered of the key.</summary>
    public FeatureState?[] Memory { get; set; } = [];

    /// <summary>The hash that a text in a rule or an event is compared by; 0 for the absent one.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> text) => text.IsEmpty ? 0 : KeyHash.Compute(text, 0x7E87);

    public double Number(int column) => BitConverter.Int64BitsToDouble(events.Value(Event, column));

    public ulong Hash(int column) => (ulong)events.Value(Event, column);

    public ulong Symbol(int column) => SymbolHash(events.Value(Event, column));

    public bool Truth(int column) => events.Value(Event, column) == 1;

    public double MatchCount(int name)
    {
        var count = 0;
        for (var at = Match; at >= 0; at = matches[at].Parent)
            if (matches[at].Name == name) count++;
        return count;
    }

    /// <summary>Something made of a column of the events of a name; NaN without any.</summary>
    public double MatchNumber(int name, Aggregate function, int column)
    {
        double result = double.NaN, sum = 0;
        var count = 0;
        for (var at = Match; at >= 0; at = matches[at].Parent)
        {
            if (matches[at].Name != name) continue;
            var value = BitConverter.Int64BitsToDouble(events.Value(matches[at].Event, column));
            if (function == Aggregate.Last) return value;
            if (function == Aggregate.First)
            {
                result = value;
                continue;
            }

            if (double.IsNaN(value)) continue;
            count++;
            sum += value;
            if (function == Aggregate.Min) result = count == 1 ? value : Math.Min(result, value);
            if (function == Aggregate.Max) result = count == 1 ? value : Math.Max(result, value);
        }

        return function switch
        {
            Aggregate.Sum => sum,
            Aggregate.Average => count == 0 ? double.NaN : sum / count,
            _ => result,
        };
    }

    /// <summary>The text of the first or last event of a name as hash; 0 without any.</summary>
    public ulong MatchText(int name, bool first, int column, bool isSymbol)
    {
        ulong found = 0;
        for (var at = Match; at >= 0; at = matches[at].Parent)
        {
            if (matches[at].Name != name) continue;
            var value = events.Value(matches[at].Event, column);
            found = isSymbol ? SymbolHash(value) : (ulong)value;
            if (!first) return found;
        }

        return found;
    }

    public bool MatchTruth(int name, bool first, int column)
    {
        var found = false;
        for (var at = Match; at >= 0; at = matches[at].Parent)
        {
            if (matches[at].Name != name) continue;
            found = events.Value(matches[at].Event, column) == 1;
            if (!first) return found;
        }

        return found;
    }

    public double MatchDistinct(int name, int column)
    {
        _hashes.Clear();
        for (var at = Match; at >= 0; at = matches[at].Parent)
        {
            if (matches[at].Name != name) continue;
            var value = (ulong)events.Value(matches[at].Event, column);
            if (value != 0 && !_hashes.Contains(value)) _hashes.Add(value);
        }

        return _hashes.Count;
    }

    /// <summary>Microseconds since the newest event of a name; NaN without any.</summary>
    public double MatchAge(int name)
    {
        for (var at = Match; at >= 0; at = matches[at].Parent)
            if (matches[at].Name == name) return Now - events.Time(matches[at].Event);
        return double.NaN;
    }

    public double WindowCount(int feature) => Memory[feature] is WindowState window ? window.Count(Now) : 0;

    public double WindowSum(int feature) => Memory[feature] is WindowState window ? window.Sum(Now) : 0;

    public double WindowAverage(int feature) => Memory[feature] is WindowState window ? window.Average(Now) : double.NaN;

    public double WindowDistinct(int feature) => Memory[feature] is DistinctState distinct ? distinct.Count(Now) : 0;

    public double Deviation(int feature, bool median, double value) => Memory[feature] is HistoryState history ? history.Deviation(median, value) : double.NaN;

    public bool IsNew(int feature, ulong value) => value != 0 && Memory[feature] is KnownState known && known.IsNew(value);

    public double Since(int feature) => Memory[feature] is MomentState moment ? Now - moment.At : double.NaN;

    public double Distance(int feature, double latitude, double longitude) => Memory[feature] is PlaceState place ? place.Kilometres(latitude, longitude) : double.NaN;

    public double Speed(int feature, double latitude, double longitude) => Memory[feature] is PlaceState place ? place.Speed(latitude, longitude, Now) : double.NaN;

    private static ulong SymbolHash(long symbol) => symbol == 0 ? 0 : HashOf(Symbols.Utf8((int)symbol));
}
