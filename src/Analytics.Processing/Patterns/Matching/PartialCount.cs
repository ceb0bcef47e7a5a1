namespace Analytics.Processing.Patterns.Matching;

/// <summary>How many unfinished matches a tenant has in one matcher.</summary>
internal sealed class PartialCount
{
    public int Value { get; set; }
}
