using System.Text.RegularExpressions;
using Analytics.Architecture.Tests.Sources;

namespace Analytics.Architecture.Tests;

/// <summary>The same events give the same results, in every run and every replay.</summary>
public sealed partial class DeterminismTests
{
    private static IEnumerable<SourceFile> Pure => Repository.Sources.Where(file =>
        file.Path.StartsWith("src/Analytics.Contracts/", StringComparison.Ordinal) || file.Path.StartsWith("src/Analytics.Processing/", StringComparison.Ordinal));

    [Fact]
    public void Contracts_and_Processing_have_no_clock() => None(Clock(), "Take the time as an argument, or from the event.");

    [Fact]
    public void Contracts_and_Processing_have_no_randomness() => None(Chance(), "Derive ids and samples from the event by Hashing.KeyHash.");

    [Fact]
    public void Contracts_and_Processing_have_no_threads() => None(Threads(), "Leave threads to Analytics.Actors: rules run on the shard's.");

    [Fact]
    public void Contracts_and_Processing_touch_nothing_outside() => None(Outside(), "Put it behind a port and let Analytics.Node hand it in.");

    [Fact]
    public void Contracts_and_Processing_use_no_hash_that_differs_between_processes() => None(Hash(), "Use Hashing.KeyHash: hashes of the runtime are seeded anew in each process.");

    private static void None(Regex pattern, string fix) => Offences.None(Pure.SelectMany(file => Repository.Find(file.Path, file.Text.Code, pattern)), fix);

    [GeneratedRegex(@"\bDateTime(Offset)?\s*\.\s*(Utc)?(Now|Today)\b|\bStopwatch\b|\bTickCount(64)?\b|\bTimeProvider\b|\bPeriodicTimer\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bGuid\s*\.\s*(NewGuid|CreateVersion7)\b|\bRandom\b|\bRandomNumberGenerator\b")]
    private static partial Regex Chance();

    [GeneratedRegex(@"\bTask\s*\.\s*(Run|Factory|Delay)\b|\bThread\b|\bThreadPool\b|\bParallel\b|\bThreadLocal\b")]
    private static partial Regex Threads();

    [GeneratedRegex(@"\b(File|Directory|FileStream|Console|HttpClient|Socket|Process)\s*\.\s*[A-Z]|\bEnvironment\s*\.\s*(?!NewLine)[A-Z]|\bnew (FileStream|HttpClient|Socket|StreamReader|StreamWriter)\b")]
    private static partial Regex Outside();

    [GeneratedRegex(@"\.\s*GetHashCode\s*\(|\bHashCode\s*\.\s*Combine\b|\bnew HashCode\b")]
    private static partial Regex Hash();
}
