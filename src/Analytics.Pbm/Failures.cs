using Analytics.Pbm.Api;
using Analytics.Pbm.Output;
using Analytics.Pbm.Shell;

namespace Analytics.Pbm;

/// <summary>Failures as messages and exit codes.</summary>
public static class Failures
{
    /// <summary>Runs something; a failure is told on standard error.</summary>
    public static async Task<int> ToExitCodeAsync(Func<Task<int>> run, Reporter reporter)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(reporter);
        try
        {
            return await run();
        }
        catch (NodeException problem)
        {
            reporter.Message(problem.Message);
            return problem.ExitCode;
        }
        catch (UsageException problem)
        {
            reporter.Message(problem.Message);
            return ExitCodes.Usage;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            reporter.Message(problem.Message);
            return ExitCodes.Usage;
        }
        catch (OperationCanceledException)
        {
            reporter.Message("interrupted");
            return ExitCodes.Interrupted;
        }
    }
}
