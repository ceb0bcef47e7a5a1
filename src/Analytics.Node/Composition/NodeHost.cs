using Analytics.Actors.Checkpoints;
using Analytics.Actors.Rules;
using Analytics.Actors.Shards;
using Analytics.Contracts.Log;
using Analytics.Contracts.Stores;
using Analytics.Contracts.Tenants;
using Analytics.Ingestion.DeadLetters;
using Analytics.Ingestion.Decoding;
using Analytics.Ingestion.Grpc;
using Analytics.Ingestion.Http;
using Analytics.Ingestion.Pipeline;
using Analytics.Ingestion.RabbitMq;
using Analytics.Log.Segments;
using Analytics.Node.Backtests;
using Analytics.Node.Backtests.Past;
using Analytics.Node.Cluster;
using Analytics.Node.Configuration;
using Analytics.Node.Demo;
using Analytics.Node.Explanations;
using Analytics.Node.Gateway;
using Analytics.Node.Health;
using Analytics.Node.Http;
using Analytics.Node.Http.Alerts;
using Analytics.Node.Http.Backtests;
using Analytics.Node.Http.Rules;
using Analytics.Node.Operators;
using Analytics.Node.Operators.Commands;
using Analytics.Node.Rules;
using Analytics.Node.Status;
using Analytics.Node.Telemetry;
using Analytics.Query.Shop;
using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.ClickHouse.History;
using Analytics.Sinks.Postgres;
using Analytics.Sinks.Rules;
using Npgsql;

namespace Analytics.Node.Composition;

/// <summary>
/// One node, composed in the order in which an event goes: log, door, shards, sinks, answers. Everything that runs is owned here and
/// ends in the reverse order.
/// </summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenNotices = TimeSpan.FromSeconds(10);
    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly NodeOptions _options;
    private readonly NodeLogs _logs;
    private readonly ILogger _log;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly NodeLifecycle _lifecycle;
    private Presence? _presence;
    private ShardRegion? _region;
    private WebApplication? _web;
    private RabbitMqSource? _rabbit;
    private AlertParts? _alerts;
    private RuleBook? _book;
    private RuleDesk? _desk;
    private PrometheusExposition? _metrics;

    private NodeHost(NodeOptions options, NodeLogs logs)
    {
        (_options, _logs, _log) = (options, logs, logs.CreateLogger<NodeHost>());
        _lifecycle = new NodeLifecycle(_time);
    }

    /// <summary>Starts everything; on return the node takes events.</summary>
    public static async Task<NodeHost> StartAsync(NodeOptions options, NodeLogs logs, CancellationToken cancellation)
    {
        var host = new NodeHost(options, logs);
        try
        {
            await host.StartAsync(cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when an operator told the node to leave; then <see cref="StopAsync"/> is due.</summary>
    public Task StopAsked => _lifecycle.StopAsked;

    /// <summary>
    /// Drains: probes say that the node goes, shards take their last checkpoints and are handed over while it still answers for them, deliveries get their time, then
    /// everything ends. Events that come meanwhile are in the log.
    /// </summary>
    public async Task StopAsync()
    {
        NodeLog.Draining(_log);
        _lifecycle.Phase = NodePhase.Draining;
        if (_region is not null) await _region.StopAsync(_options.Node.StopWithin);
        if (_web is not null) await _web.StopAsync();
        await DisposeAsync();
        NodeLog.Stopped(_log);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var part)) await part.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        if (_options.Node.Roles.Contains(NodeRole.Query) && !_options.Sinks.Clickhouse.Enabled)
            throw new OptionsException(["sinks.clickhouse.enabled: found false, expected true or node.roles without query: answers come from there"]);
        OperatorGate.Require(_options.Operator);
        var (rules, configured) = (new RuleBoard(), ConfiguredRules.Load(_options.Rules));
        var folder = Own(new DataFolder(_options.Node.Data)).Path;
        var tenants = new TenantDirectory(_options.Tenants);

        // Counters count from the first event, not from the first scrape.
        _metrics = Own(new PrometheusExposition());

        var (stores, backbone) = await StartBackboneAsync(folder, cancellation);
        var (log, installation) = (backbone.Log, backbone.Installation);

        // From the log through the actors to the sinks.
        var references = stores.Rows is { } rows ? Own(new PostgresReferenceTables(rows, clock: _time)) : null;
        if (references is not null) await references.StartAsync(cancellation);
        _alerts = AlertParts.Open(_options, stores, tenants, _time, notice => NodeLog.AlertsSaid(_log, notice));
        if (_alerts is not null) Own(_alerts).Dispatcher.Start();
        var sinks = Own(ResultSinks.Open(_options, stores, log, tenants, _alerts, notice => NodeLog.KafkaSaid(_log, notice)));
        var enrichment = EnrichmentAssets.Load(_options.Enrichment, tenants, Settings.MaskingSecret(_options, installation), references);
        _book = stores.Questions is { } questions ? new RuleBook(questions, _time) : null;
        var feed = Own(await WhenTheyAnswerAsync(
            () => RuleFeed.OpenAsync(log.Partition(LogTopics.Rules, 0), _book, rules, configured, _time, said => NodeLog.RulesSaid(_log, said), cancellation), cancellation));
        _desk = new RuleDesk(_book, feed, rules, configured, new RuleLimits(_options.Rules.MaxStored, _options.Rules.MaxStoredSize.Bytes));
        var holds = Own(await WhenTheyAnswerAsync(() => backbone.HoldsAsync(cancellation), cancellation));
        var group = Own(new GroupMembership(backbone.Assignment));
        _region = Own(new ShardRegion(new ShardRegionSetup
        {
            Log = log,
            Assignment = group,
            Checkpoints = backbone.Checkpoints,
            Lanes = new Lanes(_options, log, () => new EventDecoder(Settings.ShardDecoding(_options), tenants, installation.KeySeed), enrichment.CreatePipeline, tenants, rules).Define(sinks.All),
            Rules = rules,
            Tenants = tenants,
            Time = _time,
            Workers = _options.Shards.Workers > 0 ? _options.Shards.Workers : Environment.ProcessorCount,
            YieldsToRequests = _options.Node.Roles.Any(role => role is NodeRole.Ingest or NodeRole.Query),
            // A checkpoint in PostgreSQL is mostly waiting.
            CheckpointWriters = _options.Node.Profile == NodeProfile.Cluster ? 4 : 2,
            DeliverWithin = _options.Shards.HandOverDeliverWithin,
            SaveWithin = _options.Shards.HandOverSaveWithin,
            Shard = Settings.Shard(_options.Shards, _options.Log, _options.Rules),
            Sinks = Settings.Dispatch(_options.Shards),
            Holds = holds,
            OnEvent = said => NodeLog.RuntimeSaid(_log, said),
            OnRetentionFloor = backbone.OnRetentionFloor,
        }));
        _region.Start();

        // The door and the answers.
        var cache = Own(AnswerCache.Open(_options, installation, _time));
        var parts = new NodeParts(
            log, _region, () => [.. stores.Status, .. backbone.Status, .. Sources(), .. cache.Status], backbone.Standby, holds, group, backbone.Copies, Emptied(Path.Combine(folder, "scratch")));
        var known = new KnownTenants(_options.Tenants, () => parts.Region.Status, _time);
        _web = Own(Web(Settings.Ingestion(_options, installation, known), parts, stores, cache, tenants, rules, new ClusterKey(installation.MaskingSecret)));
        _rabbit = RabbitMq(_web.Services);
        await _web.StartAsync(cancellation);
        if (_options.Operator.Enabled) await TakeCommandsAsync(_web.Services, cancellation);
        _lifecycle.Phase = NodePhase.Running;
        Own(new HealthLog(_web.Services.GetRequiredService<NodeHealth>().Ready, _time, _logs.CreateLogger<HealthLog>())).Start();
        NodeLog.Listening(_log, _web.Urls.First(), _options.Node.Profile.ToString().ToLowerInvariant(), folder);
        if (Settings.TakesCalls(_options)) NodeLog.ListeningForCalls(_log, _web.Urls.Last());
        if (_rabbit is not null) Own(_rabbit).Start();
        if (_options.Demo.Enabled) Own(new DemoProducer(FromHere(_web.Urls.First()), _options.Demo, _time, _logs.CreateLogger<DemoProducer>())).Start();
    }

    private async Task TakeCommandsAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var listener = Own(await OperatorListener.StartAsync(_options.Operator, PaletteCommands.Of(services), _time, _logs, cancellation));
        _lifecycle.OperatorAddress = listener.Address;
        NodeLog.ListeningForOperators(_log, listener.Address);
    }

    private async Task<(Stores, Backbone)> StartBackboneAsync(string folder, CancellationToken cancellation)
    {
        if (_options.Node.Profile == NodeProfile.Cluster)
        {
            RequireServers(_options.Sinks);
            var shared = Own(await WhenTheyAnswerAsync(() => Stores.StartAsync(_options, folder, _logs, _time, cancellation), cancellation));
            _presence = Own(Presence.Begin(_options, _time, _log));
            return (shared, Own(await WhenTheyAnswerAsync(() => Backbone.ClusterAsync(_options, folder, shared, _time, _log, cancellation), cancellation)));
        }

        // The stores are the slow part of a start: the log opens at the same time.
        var starting = Stores.StartAsync(_options, folder, _logs, _time, cancellation);
        _ = SayWhileAsync(starting);
        try
        {
            var backbone = Own(Backbone.Embedded(_options, folder, _time));
            return (Own(await starting), backbone);
        }
        catch
        {
            await starting.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (starting.IsCompletedSuccessfully) await starting.Result.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whoever waits for a start wants to know for what.</summary>
    private async Task SayWhileAsync(Task starting)
    {
        while (await Task.WhenAny(starting, Task.Delay(BetweenNotices, _time)) != starting) NodeLog.WaitsForServers(_log, "the embedded ClickHouse and PostgreSQL do not answer yet");
    }

    /// <summary>Servers of others may be away when a node starts: it must not need somebody who starts it again.</summary>
    private async Task<T> WhenTheyAnswerAsync<T>(Func<Task<T>> start, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await start();
            }
            catch (Exception fault) when (fault is StoreUnavailableException or LogUnavailableException or NpgsqlException { IsTransient: true })
            {
                NodeLog.WaitsForServers(_log, fault.Message);
                await Task.Delay(BetweenTries, _time, cancellation);
            }
        }
    }

    private static void RequireServers(SinksOptions sinks)
    {
        List<string> missing = [];
        if (sinks.Postgres.Connection.Length == 0) missing.Add("sinks.postgres.connection: found none, expected the server that all nodes share");
        if (sinks.Clickhouse.Enabled && sinks.Clickhouse.Url.Length == 0) missing.Add("sinks.clickhouse.url: found none, expected the server that all nodes share");
        if (missing.Count > 0) throw new OptionsException(missing);
    }

    private static string Emptied(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return folder;
    }

    /// <summary>An address to listen on is not always one to connect to.</summary>
    private static Uri FromHere(string listening)
    {
        var address = new UriBuilder(listening);
        if (address.Host is "[::]" or "::" or "0.0.0.0") address.Host = "127.0.0.1";
        return address.Uri;
    }

    private WebApplication Web(IngestionOptions ingestion, NodeParts parts, Stores stores, AnswerCache cache, TenantDirectory tenants, RuleBoard rules, ClusterKey key)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel => Settings.Kestrel(kestrel, _options));
        var services = builder.Services;
        services.AddSingleton<ILoggerFactory>(_logs).AddSingleton(_logs).AddSingleton(_time).AddSingleton(_options).AddSingleton(_lifecycle).AddSingleton(parts);
        services.AddSingleton<ITenantDirectory>(tenants);
        if (stores.Columns is { } columns) services.AddSingleton(cache.Before(columns, parts.Region)).AddSingleton<ShopQuestions>();
        services.AddSingleton(new GatewayTrust(_options.Gateway)).AddSingleton(_metrics!).AddSingleton<NodeTelemetry>();
        services.AddSingleton<NodeStatusSource>().AddSingleton<LiveSource>().AddSingleton<NodeHealth>();
        var rates = Own(new TopicRates(parts.Log, _time));
        services.AddSingleton(rates).AddSingleton(Own(new IncomingRates(parts.Log, rates, _time)));
        var letters = Own(new LetterIndexes(parts.Log));
        services.AddSingleton(letters).AddSingleton(new DeadLetterCounts(parts.Log, letters, _time));
        services.AddSingleton(new Membership(Presence.Self(_options, _time), _presence?.Directory, _options.Cluster, _time)).AddSingleton(new Peers(key, _options.Cluster, _time));
        services.AddSingleton<Members>().AddSingleton<OwnShards>().AddSingleton<ClusterStatus>().AddSingleton<ClusterWatermarks>().AddSingleton<NodeOrders>();
        services.AddSingleton<Suggestions>().AddSingleton<ClusterEntities>().AddSingleton<StreamGraph>().AddSingleton<HoldCommands>().AddSingleton<PastStates>().AddSingleton<SinkAudits>().AddSingleton<ClusterChanges>();
        services.AddSingleton(new AlertChannelStates(() => _alerts?.Dispatcher.Channels ?? []));
        if (_alerts is not null) services.AddSingleton(_alerts);
        services.AddSingleton(new LiveRules(rules)).AddSingleton(new RuleVersions(rules, _book));
        if (stores.Columns is { } past) services.AddSingleton(new EventHistory(past)).AddSingleton(new StoredEvents(past)).AddSingleton<AlertExplainer>();
        services.AddSingleton(new PastLog(parts.Log, parts.Region.Lanes, Settings.Shard(_options.Shards, _options.Log, _options.Rules)));
        services.AddSingleton<DeliveredOffsets>().AddSingleton<PastSources>().AddSingleton<PastFinder>().AddSingleton<BacktestJobs>();
        if (_alerts is not null && stores.Rows is { } kept) services.AddSingleton(new DecisionBook(kept));
        services.AddSingleton(_desk!);
        services.AddFaultAnswers().AddOpenApi(ApiDescription.Document, ApiDescription.Configure);
        services.AddSingleton(parts.Log).AddIngestion(ingestion);

        var app = builder.Build();
        app.UseExceptionHandler().UseStatusCodePages();
        app.Services.GetRequiredService<NodeTelemetry>();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = AlertStream.BetweenPings });
        PageEndpoints.Use(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        HealthEndpoints.Map(app);
        if (_options.Telemetry.Metrics) MetricsEndpoint.Map(app);
        if (_options.Node.Roles.Contains(NodeRole.Ingest)) IngestionEndpoints.Map(app);
        if (Settings.TakesCalls(_options)) GrpcEndpoints.Map(app);
        if (_options.Node.Roles.Contains(NodeRole.Query)) AnswersEndpoints.Map(app);
        if (_alerts is not null) AlertEndpoints.Map(app);
        BacktestEndpoints.Map(app);
        if (_alerts is not null && stores.Columns is not null) ExplainEndpoints.Map(app);
        RuleEndpoints.Map(app);
        StatusEndpoints.Map(app);
        AdminEndpoints.Map(app);
        if (_presence is not null) InternalEndpoints.Map(app, key, Settings.NodeName(_options.Node));
        return app;
    }

    /// <summary>RabbitMQ as one more door of a node that takes events; null when it is not asked for.</summary>
    private RabbitMqSource? RabbitMq(IServiceProvider services) => !_options.Rabbitmq.Enabled || !_options.Node.Roles.Contains(NodeRole.Ingest)
        ? null
        : ActivatorUtilities.CreateInstance<RabbitMqSource>(services, RabbitMqSettings.Source(_options, notice => NodeLog.RabbitMqSaid(_log, notice)));

    private IEnumerable<StoreStatus> Sources() => _rabbit is { } rabbit ? [RabbitMqSettings.Status(rabbit.State)] : [];

    private T Own<T>(T part)
        where T : notnull
    {
        _owned.Push(part as IAsyncDisposable ?? new Disposing((IDisposable)part));
        return part;
    }

    private sealed class Disposing(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
