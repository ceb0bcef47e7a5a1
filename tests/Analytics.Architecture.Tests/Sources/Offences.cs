namespace Analytics.Architecture.Tests.Sources;

/// <summary>Fails with every place and the way to mend it.</summary>
public static class Offences
{
    /// <summary>Passes when there are no offences.</summary>
    /// <param name="offences">Places.</param>
    /// <param name="fix">What to do about them.</param>
    public static void None(IEnumerable<string> offences, string fix)
    {
        var all = offences.ToList();
        Assert.True(all.Count == 0, $"{fix}\n{string.Join('\n', all)}");
    }
}
