namespace Analytics.Pbm;

/// <summary>What the program returns. Scripts rest on these: they never change.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, but something was not taken: events were rejected, letters are still no events.</summary>
    public const int SomeRejected = 1;

    /// <summary>The command line is wrong, or a file cannot be read.</summary>
    public const int Usage = 2;

    /// <summary>No node answers at the address.</summary>
    public const int Unreachable = 3;

    /// <summary>The node refused, or failed.</summary>
    public const int Refused = 4;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
