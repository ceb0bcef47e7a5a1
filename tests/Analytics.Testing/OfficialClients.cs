using System.Diagnostics;

namespace Analytics.Testing;

/// <summary>Clients that nobody here wrote, as npm delivers them, run by the scripts of <c>tests/clients</c>.</summary>
public static class OfficialClients
{
    /// <summary>Runs a script with these environment variables and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public static async Task<string> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        var info = new ProcessStartInfo("node", [Path.Combine(RepositoryPaths.Root, "tests", "clients", script)]);
        info.Environment["CLIENTS"] = await NpmFolder.InstallAsync("clients");
        foreach (var (name, value) in environment) info.Environment[name] = value;
        return await ToolProcess.RunAsync(info);
    }
}
