using Analytics.Node.Configuration.Hocon;

namespace Analytics.Node.Configuration;

/// <summary>The node's command line.</summary>
public sealed record NodeArguments
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        Usage: analytics run [options]

          --port PORT          port of the HTTP API (8086); 0 takes a free one
          --data DIR           folder for log, checkpoints and stores
          --profile NAME       embedded, or cluster: one of several nodes over Kafka, ClickHouse and PostgreSQL
          --config FILE        settings in HOCON, over hocon/reference.conf and the profile's; may be repeated
          --set KEY=VALUE      one setting, over everything else; may be repeated
          --help               this text

        Settings, weakest first: hocon/reference.conf, hocon/PROFILE.conf, --config, the environment (ANALYTICS__NODE__STOP_WITHIN=5s), --set and the
        options above. hocon/reference.conf explains every key.
        """;

    /// <summary>Files given with <c>--config</c>, weakest first.</summary>
    public IReadOnlyList<string> ConfigFiles { get; init; } = [];

    /// <summary>Settings given with <c>--set</c> and the options that stand for one, in order.</summary>
    public IReadOnlyList<(string Key, string Value, string Source)> Settings { get; init; } = [];

    /// <summary>Whether <c>--help</c> was given.</summary>
    public bool Help { get; init; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="OptionsException">It has an option that does not exist or lacks its value.</exception>
    public static NodeArguments Parse(IReadOnlyList<string> arguments)
    {
        var result = new NodeArguments();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (option, value) = Split(arguments[i]);
            if (option is "--help" or "-h") return new NodeArguments { Help = true };
            if (option is not ("--port" or "--data" or "--profile" or "--config" or "--set"))
                throw new OptionsException([$"{arguments[i]}: there is no such option; see --help"]);
            value ??= ++i < arguments.Count ? arguments[i] : throw new OptionsException([$"{option}: a value must follow"]);
            result = result.With(option, value);
        }

        return result;
    }

    /// <summary>The settings as one document.</summary>
    /// <exception cref="HoconException">A key is not a path or a value not HOCON.</exception>
    public HoconObject ToDocument()
    {
        var document = new HoconObject(new HoconOrigin("command line"));
        foreach (var (key, value, source) in Settings) document.Add(HoconPath.Parse(key, source), SettingText.ToValue(value, source));
        return document;
    }

    private static (string Option, string? Value) Split(string argument)
    {
        var equal = argument.IndexOf('=', StringComparison.Ordinal);
        return equal > 0 && argument.StartsWith("--", StringComparison.Ordinal) ? (argument[..equal], argument[(equal + 1)..]) : (argument, null);
    }

    private NodeArguments With(string option, string value)
    {
        if (option == "--config") return this with { ConfigFiles = [.. ConfigFiles, value] };
        if (option != "--set") return this with { Settings = [.. Settings, ("node." + option[2..], value, option)] };
        var equal = value.IndexOf('=', StringComparison.Ordinal);
        if (equal <= 0) throw new OptionsException([$"--set {value}: expected key=value"]);
        return this with { Settings = [.. Settings, (value[..equal], value[(equal + 1)..], $"--set {value[..equal]}")] };
    }
}
