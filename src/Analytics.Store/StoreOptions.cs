using System.Globalization;

namespace Analytics.Store;

/// <summary>What the program was started with. Passwords never come on the command line, where other users could read them.</summary>
internal sealed record StoreOptions
{
    /// <summary>Path of <c>libchdb.so</c> (<c>--library</c>).</summary>
    public required string LibraryPath { get; init; }

    /// <summary>Folder of the engine's data (<c>--data</c>); made when missing. One process at a time.</summary>
    public required string DataPath { get; init; }

    /// <summary>Loopback port (<c>--port</c>); 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>File that receives the port once the store answers (<c>--port-file</c>); null writes none.</summary>
    public string? PortFile { get; init; }

    /// <summary>Name of the user who may do everything (<c>--user</c>). Default <c>analytics</c>.</summary>
    public string User { get; init; } = "analytics";

    /// <summary>Name of the user who may only read (<c>--reader</c>). Default <c>reader</c>.</summary>
    public string Reader { get; init; } = "reader";

    /// <summary>Password of <see cref="User"/>: environment <c>ANALYTICS_STORE_PASSWORD</c>, or first line of <c>--password-file</c>.</summary>
    public required string Password { get; init; }

    /// <summary>Password of <see cref="Reader"/>: environment <c>ANALYTICS_STORE_READER_PASSWORD</c>, or second line of <c>--password-file</c>; empty switches the reader off.</summary>
    public required string ReaderPassword { get; init; }

    /// <summary>Databases that the reader may read (<c>--reader-database</c>, several allowed). Default <c>analytics</c>.</summary>
    public IReadOnlyList<string> ReaderDatabases { get; init; } = ["analytics"];

    /// <summary>Memory the engine may use, bytes (<c>--memory</c>). Default 2 GiB.</summary>
    public long MemoryLimit { get; init; } = 2L << 30;

    /// <summary>Threads that merge in the background (<c>--background-threads</c>). Default 2.</summary>
    public int BackgroundThreads { get; init; } = 2;

    /// <summary>Statements at a time, for writers and for readers each (<c>--connections</c>). Default 8.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>Most bytes of an INSERT that are gathered before its first byte reaches the engine; a larger body is streamed. Default 256 MiB.</summary>
    public int GatherLimit { get; init; } = 256 << 20;

    /// <summary>How long a stop waits for statements in work. Default 10 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Exit when standard input ends, that is, when the parent dies (<c>--exit-with-parent</c>).</summary>
    public bool ExitWithParent { get; init; }

    /// <summary>Settings of each connection (<c>--setting name=value</c>, several allowed).</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Limits that a reader cannot raise, by setting: 60 s, 1 GiB of memory, 1,000,000 rows of answer.</summary>
    public IReadOnlyDictionary<string, string> ReaderLimits { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["max_execution_time"] = "60",
        ["max_memory_usage"] = "1073741824",
        ["max_result_rows"] = "1000000",
    };

    /// <summary>Reads the command line and the environment.</summary>
    /// <exception cref="ArgumentException">An option is unknown, or a required one is missing.</exception>
    public static StoreOptions Parse(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            if (name == "--exit-with-parent") values[name] = [];
            else if (!Known.Contains(name)) throw new ArgumentException($"Unknown option {name}. Known: {string.Join(' ', Known)} --exit-with-parent");
            else if (++i == args.Count) throw new ArgumentException($"{name} needs a value.");
            else (values.TryGetValue(name, out var list) ? list : values[name] = []).Add(args[i]);
        }

        string? Last(string name) => values.TryGetValue(name, out var list) ? list[^1] : null;
        T Number<T>(string name, T fallback) where T : IParsable<T> => Last(name) is { } text ? T.Parse(text, CultureInfo.InvariantCulture) : fallback;
        string Required(string name) => Last(name) ?? throw new ArgumentException($"{name} is required.");
        var passwords = Last("--password-file") is { } file ? File.ReadAllLines(file) : [];
        string? Secret(int line, string variable) => (passwords.ElementAtOrDefault(line) ?? environment(variable)) is { Length: > 0 } secret ? secret : null;
        var defaults = new StoreOptions { LibraryPath = "", DataPath = "", Password = "", ReaderPassword = "" };
        return defaults with
        {
            LibraryPath = Path.GetFullPath(Required("--library")),
            DataPath = Path.GetFullPath(Required("--data")),
            Port = Number("--port", 0),
            PortFile = Last("--port-file"),
            User = Last("--user") ?? defaults.User,
            Reader = Last("--reader") ?? defaults.Reader,
            Password = Secret(0, "ANALYTICS_STORE_PASSWORD") ?? throw new ArgumentException("ANALYTICS_STORE_PASSWORD or --password-file is required."),
            ReaderPassword = Secret(1, "ANALYTICS_STORE_READER_PASSWORD") ?? "",
            ReaderDatabases = values.GetValueOrDefault("--reader-database") ?? defaults.ReaderDatabases,
            MemoryLimit = Number("--memory", defaults.MemoryLimit),
            BackgroundThreads = Number("--background-threads", defaults.BackgroundThreads),
            Connections = Number("--connections", defaults.Connections),
            ExitWithParent = values.ContainsKey("--exit-with-parent"),
            Settings = (values.GetValueOrDefault("--setting") ?? []).Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s.ElementAtOrDefault(1) ?? "1", StringComparer.Ordinal),
        };
    }

    private static readonly string[] Known =
    [
        "--library", "--data", "--port", "--port-file", "--user", "--reader", "--password-file", "--reader-database", "--memory",
        "--background-threads", "--connections", "--setting",
    ];
}
