namespace Analytics.Contracts.Decoding;

/// <summary>The outside names of the rejection reasons.</summary>
public static class RejectionReasonNames
{
    private static readonly string[] Names = [.. Enum.GetNames<RejectionReason>().Select(ToSnakeCase)];

    /// <summary>All names, in the enum's order.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The name in snake case.</summary>
    public static string Name(this RejectionReason reason) => Names[(int)reason];

    private static string ToSnakeCase(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
