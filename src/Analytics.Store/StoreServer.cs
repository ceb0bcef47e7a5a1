using System.Globalization;
using System.Net;
using Analytics.Store.Engine;
using Analytics.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Store;

/// <summary>ClickHouse's HTTP interface on a loopback port, in front of the embedded engine.</summary>
internal static class StoreServer
{
    /// <summary>Runs until the process is told to stop or its parent is gone.</summary>
    public static async Task RunAsync(StoreOptions options)
    {
        EngineLibrary.Load(options.LibraryPath);
        EngineConfiguration.Write(options);
        using var pool = new EnginePool(options);
        await using var app = Build(options, pool);
        await app.StartAsync();
        Announce(options, app);
        if (options.ExitWithParent) ParentWatch.Start(app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication);
        await app.WaitForShutdownAsync();
    }

    private static WebApplication Build(StoreOptions options, EnginePool pool)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // Standard output belongs to the port's line, whatever the environment says about logging.
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddFilter(null, LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
            // ClickHouse clients put whole statements into the URL.
            kestrel.Limits.MaxRequestLineSize = 1 << 20;
            kestrel.Limits.MaxRequestBufferSize = 4 << 20;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        var app = builder.Build();
        var query = new QueryEndpoint(options, pool);
        app.MapGet("/ping", () => Results.Text("Ok.\n", "text/html; charset=UTF-8"));
        app.MapGet("/replicas_status", () => Results.Text("Ok.\n", "text/plain; charset=UTF-8"));
        app.MapGet("/", (HttpContext context) => context.Request.Query.ContainsKey("query") ? query.HandleAsync(context) : context.Response.WriteAsync("Ok.\n"));
        app.MapPost("/", query.HandleAsync);
        return app;
    }

    // The port is the only thing ever written to standard output; the file appears whole or not at all.
    private static void Announce(StoreOptions options, WebApplication app)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var port = new Uri(address).Port.ToString(CultureInfo.InvariantCulture);
        if (options.PortFile is { } file)
        {
            File.WriteAllText(file + ".new", port + "\n");
            File.Move(file + ".new", file, overwrite: true);
        }

        Console.Out.WriteLine(port);
        Console.Out.Flush();
    }
}
