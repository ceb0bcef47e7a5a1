using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>A value that is captured of each event that a rule may look at.</summary>
internal sealed class RuleColumn(Expression.Field field, ColumnKind kind, int index)
{
    /// <summary>As rules name it.</summary>
    public string Name { get; } = field.Name;

    /// <summary>Where it is in the event.</summary>
    public EventColumn Source { get; } = RuleFields.ColumnOf(field);

    /// <summary>Names of the properties it may be under, as UTF-8.</summary>
    public byte[][] Properties { get; } = [.. RuleFields.PropertiesOf(field).Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>How it is kept.</summary>
    public ColumnKind Kind => kind;

    /// <summary>Its place among the captured values.</summary>
    public int Index => index;

    /// <summary>What stored values of it are found by, whatever other columns there are.</summary>
    public uint Identity { get; } = (uint)KeyHash.Compute(System.Text.Encoding.UTF8.GetBytes($"{(field.IsProperty ? "property " : "")}{field.Name}"), 0xC01 + (ulong)kind);

    /// <summary>The value that says absent.</summary>
    public long Absent => kind == ColumnKind.Number ? BitConverter.DoubleToInt64Bits(double.NaN) : 0;

    /// <summary>How a field of an event is kept; null for a property, whose use decides.</summary>
    public static ColumnKind? KindOf(EventColumn source) => source switch
    {
        EventColumn.Property => null,
        EventColumn.Amount or EventColumn.Quantity or EventColumn.Hour or EventColumn.Weekday or EventColumn.Latitude or EventColumn.Longitude => ColumnKind.Number,
        EventColumn.Bot => ColumnKind.Truth,
        >= EventColumn.User and <= EventColumn.UtmCampaign => ColumnKind.Hash,
        _ => ColumnKind.Symbol,
    };
}
