using System.Net;
using System.Text.Json;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Node.Gateway;
using Analytics.Node.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Analytics.Node.Operators;

/// <summary>
/// The operators' listener, apart from the node's API: <c>GET /commands</c> is the palette, <c>POST /execute</c> runs a command and answers one JSON object a line,
/// <c>POST /complete</c> suggests values. A command that changes something runs only when it was confirmed, and is logged with who and what.
/// </summary>
internal sealed class OperatorListener : IAsyncDisposable
{
    // A rule's text is the largest thing that a command is given.
    private const long MostRequestBytes = 2 * 1024 * 1024;
    private const int MostSuggestions = 100;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private readonly WebApplication _web;
    private readonly Palette _palette;
    private readonly OperatorGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    private OperatorListener(OperatorOptions options, Palette palette, TimeProvider time, ILoggerFactory logs)
    {
        (_palette, _time, _log, _gate) = (palette, time, logs.CreateLogger<OperatorListener>(), new OperatorGate(options));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(logs).AddFaultAnswers();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostRequestBytes;
            if (options.Address == "*") kestrel.ListenAnyIP(options.Port);
            else kestrel.Listen(IPAddress.Parse(options.Address), options.Port);
        });
        _web = builder.Build();
        _web.UseExceptionHandler().UseStatusCodePages();
        _web.Use(AdmitAsync);
        _web.MapGet("/commands", () => Results.Json(_palette.Described, AnswerJson.Options));
        _web.MapPost("/complete", CompleteAsync);
        _web.MapPost("/execute", ExecuteAsync);
    }

    /// <summary>Where it listens, as <c>host:port</c>.</summary>
    public string Address
    {
        get
        {
            var listening = new Uri(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("//[::]:", "//0.0.0.0:", StringComparison.Ordinal));
            return listening.Authority;
        }
    }

    /// <summary>Starts to listen.</summary>
    public static async Task<OperatorListener> StartAsync(OperatorOptions options, Palette palette, TimeProvider time, ILoggerFactory logs, CancellationToken cancellation)
    {
        var listener = new OperatorListener(options, palette, time, logs);
        await listener._web.StartAsync(cancellation);
        return listener;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        if (_gate.Identify(context, out var reason) is not { } caller) return Problems.Unauthorized(reason).ExecuteAsync(context);
        context.Items[nameof(CommandCall.Caller)] = caller;
        return next(context);
    }

    private async Task<IResult> CompleteAsync(CommandRequest request, HttpContext context)
    {
        var command = _palette.Find(request.Command);
        var input = command.Inputs.FirstOrDefault(input => input.Name == request.Input);
        if (input?.Suggest is not { } suggest) return Results.Json(Array.Empty<string>(), AnswerJson.Options);
        try
        {
            var values = await suggest(Palette.Call(command, request, "", context.RequestAborted));
            return Results.Json(values.Take(MostSuggestions), AnswerJson.Options);
        }
        catch (CommandException fault)
        {
            return ProblemOf(fault);
        }
    }

    private async Task ExecuteAsync(CommandRequest request, HttpContext context)
    {
        var caller = (string)context.Items[nameof(CommandCall.Caller)]!;
        try
        {
            var command = _palette.Find(request.Command);
            var call = Palette.Call(command, request, caller, context.RequestAborted);
            var writes = Palette.Writes(command, call);
            if (writes && !request.Confirmed) throw new CommandException(400, $"{command.Name} changes something: it has to be confirmed.");
            if (writes) NodeLog.OperatorChanges(_log, caller, Said(command, call));
            await AnswerAsync(context, command, call);
            if (writes) NodeLog.OperatorChanged(_log, caller, command.Name);
        }
        catch (Exception fault) when (Explain(fault) is (var message, var problem))
        {
            NodeLog.OperatorRefused(_log, caller, request.Command, message);
            if (context.Response.HasStarted) await WriteAsync(context, new { error = message });
            else await problem.ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller left: that is how a command that follows something ends.
        }
    }

    /// <summary>Each answer on a line of its own, and an empty line now and then, by which both sides notice that the other is gone.</summary>
    private async Task AnswerAsync(HttpContext context, OperatorCommand command, CommandCall call)
    {
        var answers = command.Run(call).GetAsyncEnumerator(call.Cancellation);
        var next = answers.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (command.Follows && await Task.WhenAny(next, Task.Delay(Quiet, _time, call.Cancellation)) != next)
                {
                    await WriteAsync(context, null);
                    continue;
                }

                if (!await next) return;
                await WriteAsync(context, answers.Current);
                next = answers.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // It may only be let go when it rests.
            await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await answers.DisposeAsync();
        }
    }

    private static async Task WriteAsync(HttpContext context, object? line)
    {
        if (!context.Response.HasStarted) context.Response.ContentType = "application/x-ndjson";
        if (line is not null) await JsonSerializer.SerializeAsync(context.Response.Body, line, AnswerJson.Options, context.RequestAborted);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static (string Message, IResult Problem)? Explain(Exception fault) => fault switch
    {
        CommandException known => (known.Message, ProblemOf(known)),
        _ when StoreFaults.Explain(fault) is { } store => (store, Problems.StoreUnavailable(store)),
        IOException or InvalidOperationException => (fault.Message, Problems.NodeUnavailable(fault.Message)),
        _ => null,
    };

    private static IResult ProblemOf(CommandException fault) => fault.Status switch
    {
        404 => Problems.NotFound(fault.Message),
        409 => Problems.Refused(fault.Message),
        503 => Problems.NodeUnavailable(fault.Message),
        _ => Problems.WrongCommand(fault.Message),
    };

    private static string Said(OperatorCommand command, CommandCall call) =>
        string.Join(' ', [command.Name, .. command.Inputs.Where(input => call.Values.ContainsKey(input.Name)).Select(input => $"{input.Name}={string.Join(',', call.Texts(input.Name))}")]);
}
