using Analytics.Contracts.Events;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Kinds of events by the names that the store has for them.</summary>
internal static class HistoryKinds
{
    private static readonly Dictionary<int, EventKind> BySymbol = Enum.GetValues<EventKind>().ToDictionary(kind => Symbols.Intern(SnakeCase.Of(kind.ToString())));

    /// <summary>The kind of a name's symbol; <see cref="EventKind.Other"/> for names of later versions.</summary>
    public static EventKind Of(int symbol) => BySymbol.GetValueOrDefault(symbol);
}
