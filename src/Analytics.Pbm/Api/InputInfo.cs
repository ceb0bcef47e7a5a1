namespace Analytics.Pbm.Api;

/// <summary>An argument or option of a command.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it is.</param>
/// <param name="Option">Given as <c>--name</c>.</param>
/// <param name="Flag">An option without a value.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Many">Whether it takes several values.</param>
/// <param name="Default">What it is when it is not given, for people.</param>
/// <param name="Choices">The values that there are; null for any.</param>
/// <param name="Completes">Whether the node suggests values.</param>
/// <param name="TakesFile">Whether a value that names a file stands for its contents.</param>
public sealed record InputInfo(
    string Name, string Meaning, bool Option = false, bool Flag = false, bool Required = false, bool Many = false, string? Default = null, IReadOnlyList<string>? Choices = null, bool Completes = false, bool TakesFile = false);
