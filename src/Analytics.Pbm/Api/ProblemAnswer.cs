namespace Analytics.Pbm.Api;

/// <summary>An RFC 9457 problem.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Detail">This case of it.</param>
/// <param name="Status">HTTP status.</param>
public sealed record ProblemAnswer(string? Title, string? Detail, int? Status);
