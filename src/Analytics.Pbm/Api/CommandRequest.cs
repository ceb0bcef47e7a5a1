namespace Analytics.Pbm.Api;

/// <summary>A call of a command.</summary>
/// <param name="Command">Its name.</param>
/// <param name="Values">Texts by input; a flag is <c>true</c>.</param>
/// <param name="Confirmed">The operator said yes.</param>
/// <param name="Input">For suggestions: the input.</param>
public sealed record CommandRequest(string Command, IReadOnlyDictionary<string, IReadOnlyList<string>> Values, bool Confirmed = false, string? Input = null);
