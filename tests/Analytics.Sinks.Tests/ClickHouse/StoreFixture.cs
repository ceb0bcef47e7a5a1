using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.ClickHouse.Embedded;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.ClickHouse;

/// <summary>One embedded engine with the schema, shared by the tests of a collection: each test uses topics and tables of its own.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Path of the engine's library; null where it is not installed.</summary>
    public static string? Library { get; } =
        Environment.GetEnvironmentVariable("ANALYTICS_ASSETS") is { Length: > 0 } assets
        && File.Exists(Path.Combine(assets, "@chdb/lib-linux-x64-gnu/libchdb.so"))
            ? Path.Combine(assets, "@chdb/lib-linux-x64-gnu/libchdb.so")
            : null;

    /// <summary>The engine.</summary>
    public EmbeddedClickHouse Store { get; private set; } = null!;

    /// <summary>A connection to it.</summary>
    public ClickHouseConnection Connection { get; private set; } = null!;

    /// <summary>A client for requests that the connection would not make.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>Options that start the engine in a folder.</summary>
    public static EmbeddedClickHouseOptions Options(string folder) => new()
    {
        ProgramPath = Path.Combine(AppContext.BaseDirectory, "Analytics.Store.dll"),
        LibraryPath = Library!,
        DataPath = folder,
        FirstBackOff = TimeSpan.FromMilliseconds(20),
    };

    /// <summary>A connection to an embedded engine.</summary>
    public static ClickHouseConnection Connect(EmbeddedClickHouse store) =>
        new(new ClickHouseConnectionOptions { Servers = [new ClickHouseServer(() => store.BaseAddress)], Writer = store.Writer, Reader = store.Reader });

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (Library is null) return;
        Store = await EmbeddedClickHouse.StartAsync(Options(_folder.Path));
        Connection = Connect(Store);
        await new ClickHouseSchema(Connection).ApplyAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        Http.Dispose();
        Connection?.Dispose();
        if (Store is not null) await Store.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Sends a statement as one of the users and returns status, body and the exception code.</summary>
    public async Task<(int Status, string Body, string? Code)> SendAsync(ClickHouseCredentials user, string statement, string parameters = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Store.BaseAddress, "?" + parameters));
        request.Headers.Add("X-ClickHouse-User", user.User);
        request.Headers.Add("X-ClickHouse-Key", user.Password);
        request.Content = new StringContent(statement);
        using var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.TryGetValues("X-ClickHouse-Exception-Code", out var codes) ? codes.First() : null);
    }
}
