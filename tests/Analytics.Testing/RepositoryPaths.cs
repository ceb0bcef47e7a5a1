namespace Analytics.Testing;

/// <summary>Where things lie, found from the running program upwards.</summary>
public static class RepositoryPaths
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The built node.</summary>
    public static string NodeProgram => Built("Analytics.Node");

    /// <summary>The built command line.</summary>
    public static string PbmProgram => Built("Analytics.Pbm");

    /// <summary>Real order history beside the checkout, if there is some.</summary>
    public static string? Olist
    {
        get
        {
            var folder = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", "olist"));
            return Directory.Exists(folder) ? folder : null;
        }
    }

    private static string Built(string project) =>
        Path.Combine(Root, "src", project, "bin", Configuration, "net10.0", project + ".dll");

    private static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Analytics.Actors.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("Analytics.Actors.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
