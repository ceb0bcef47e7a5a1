using System.Diagnostics;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Http;
using Analytics.Ingestion.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Analytics.Ingestion.Grpc;

/// <summary>
/// <c>analytics.v1.IngestService</c>. Like the addresses of HTTP it is thin over <see cref="IngestionPipeline"/>: the same admission, limits, quotas, answers and
/// dead letters, and what it acknowledges is durable.
/// </summary>
internal sealed class IngestService(
    IngestionPipeline pipeline, IngestionOptions options, WriteKeyDirectory keys, TenantQuotas quotas, InFlightGate inFlight, IngestionTelemetry telemetry,
    TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>
    /// Batches of one stream that may wait for the disk while the next one is read. They are appended in the order of the stream; the more there are, the less
    /// a stream's speed depends on the disk's delay.
    /// </summary>
    private const int MostFlushing = 8;

    private readonly RequestTenant _tenants = new(options.Admission, keys, options.Decoding.DefaultTenant);

    /// <summary>The unary call: one batch.</summary>
    public Task IngestAsync(HttpContext http) => ServeAsync(http, TakeOneAsync);

    /// <summary>The client-streaming call: batches until the client has finished.</summary>
    public Task IngestStreamAsync(HttpContext http) => ServeAsync(http, TakeManyAsync);

    private async Task ServeAsync(HttpContext http, Func<GrpcCall, IngestionContext, Task<CallTotals>> take)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var status = await GrpcCall.ServeAsync(http, options, time, AnswerAsync, lifetime.ApplicationStopping);
        if (status is { Code: not GrpcCode.Ok }) telemetry.Refused(status.Code);
        telemetry.Answered(startedAt);

        async Task AnswerAsync(GrpcCall call)
        {
            var totals = await take(call, ContextOf(http));
            await call.WriteAsync(totals.Answer);
        }
    }

    private IngestionContext ContextOf(HttpContext http)
    {
        var (tenant, problem) = _tenants.Resolve(http.Request);
        if (problem is not null) throw new GrpcFaultException(problem);
        (var context, problem) = RequestContext.ReadCall(http, tenant, options.Admission);
        return context ?? throw new GrpcFaultException(problem!);
    }

    private async Task<CallTotals> TakeOneAsync(GrpcCall call, IngestionContext context)
    {
        var header = await call.Messages.NextAsync(call.Cancellation) ?? throw new GrpcFaultException(GrpcStatus.Broken("The call has no message."));
        var batch = await ReadAsync(call, header, mayWait: false);
        try
        {
            if (await call.Messages.NextAsync(call.Cancellation) is not null) throw new GrpcFaultException(GrpcStatus.Broken("The call has more than one message."));
            await AdmitAsync(call, batch, context, mayWait: false);
        }
        catch
        {
            GiveUp(batch);
            throw;
        }

        var totals = new CallTotals();
        totals.Add(await RunAsync(batch, context), 0);
        return totals;
    }

    private async Task<CallTotals> TakeManyAsync(GrpcCall call, IngestionContext context)
    {
        var totals = new CallTotals();
        var flushing = new Queue<FlushingBatch>();
        long count = 0;
        try
        {
            while (await call.Messages.NextAsync(call.Cancellation) is { } header)
            {
                var batch = await ReadAsync(call, header, mayWait: true);
                var events = batch.Set.Frames.Count;
                await AdmitOrGiveUpAsync(call, batch, context);
                flushing.Enqueue(new FlushingBatch(count, RunAsync(batch, context with { FirstIndex = context.FirstIndex + count })));
                count += events;
                if (flushing.Count == MostFlushing) await AddOldestAsync(flushing, totals);
            }

            while (flushing.Count > 0) await AddOldestAsync(flushing, totals);
            return totals;
        }
        finally
        {
            // However the call ends, what was appended is waited for: nothing of it runs on behind the answer.
            foreach (var batch in flushing) await ((Task)batch.Result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task AddOldestAsync(Queue<FlushingBatch> flushing, CallTotals totals)
    {
        var oldest = flushing.Dequeue();
        totals.Add(await oldest.Result, oldest.First);
    }

    /// <summary>Reads a message as there is room for it; it has as long to arrive as a body over HTTP.</summary>
    private async ValueTask<CallBatch> ReadAsync(GrpcCall call, MessageHeader header, bool mayWait)
    {
        // Waiting for room is part of the time that a message has to arrive, and must end first to be told apart.
        var claim = mayWait ? new InFlightClaim(inFlight, options.BodyTimeout / 2, options.RetryAfter, time) : new InFlightClaim(inFlight);
        var batch = new CallBatch(pipeline.Rent(), claim);
        using var deadline = new CancellationTokenSource(options.BodyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, deadline.Token);
        try
        {
            await call.Messages.ReadAsync(header, batch.Set.Records, claim, either.Token);
            RequestMessage.Frame(batch.Set, options);
            if (!await claim.HoldAsync(batch.Set.Cost, either.Token)) throw new GrpcFaultException(Problem.TooMuchInFlight(options.RetryAfter));
            return batch;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !call.Cancellation.IsCancellationRequested)
        {
            GiveUp(batch);
            throw new GrpcFaultException(Problem.TooSlow);
        }
        catch
        {
            GiveUp(batch);
            throw;
        }
    }

    private async ValueTask AdmitOrGiveUpAsync(GrpcCall call, CallBatch batch, IngestionContext context)
    {
        try
        {
            await AdmitAsync(call, batch, context, mayWait: true);
        }
        catch
        {
            GiveUp(batch);
            throw;
        }
    }

    /// <summary>Holds the tenant to its quota: one call is told to come back, a stream waits, since sent again as a whole it would never get through.</summary>
    private async ValueTask AdmitAsync(GrpcCall call, CallBatch batch, IngestionContext context, bool mayWait)
    {
        var patience = mayWait ? options.BodyTimeout : TimeSpan.Zero;
        while (!quotas.TryTake(context.Tenant ?? options.Decoding.DefaultTenant, batch.Set.Frames.Count, batch.Set.Records.Length, out var retryAfter))
        {
            if (patience < retryAfter) throw new GrpcFaultException(Problem.OverQuota(retryAfter));
            await Task.Delay(retryAfter, time, call.Cancellation);
            patience -= retryAfter;
        }

        call.Cancellation.ThrowIfCancellationRequested();
    }

    // A set that a failed append left in an unknown state does not come back.
    private async Task<IngestionResult> RunAsync(CallBatch batch, IngestionContext context)
    {
        try
        {
            var result = batch.Set.Frames.Count == 0 ? new IngestionResult(0, 0, 0, []) : await pipeline.RunAsync(batch.Set, context);
            pipeline.Return(batch.Set);
            return result;
        }
        finally
        {
            batch.Claim.Dispose();
        }
    }

    private void GiveUp(CallBatch batch)
    {
        pipeline.Return(batch.Set);
        batch.Claim.Dispose();
    }
}
