using System.Globalization;
using System.Text;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Http;
using Analytics.Ingestion.Pipeline;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Analytics.Ingestion.Grpc;

/// <summary>One gRPC call on an HTTP/2 stream: messages in, messages out, at the end the status in trailers.</summary>
internal sealed class GrpcCall : IDisposable
{
    private const int HeaderSize = 5;
    private readonly HttpContext _http;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _end;

    private GrpcCall(HttpContext http, IngestionOptions options, TimeSpan timeout, TimeProvider time, CancellationToken stopping)
    {
        _http = http;
        _deadline = new CancellationTokenSource(timeout, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _deadline.Token, stopping);
        Messages = new MessageReader(http.Request.BodyReader, EncodingOf(http), options);
    }

    /// <summary>What the client sends.</summary>
    public MessageReader Messages { get; }

    /// <summary>Ends when the client goes, when its time is over or when the node stops.</summary>
    public CancellationToken Cancellation => _end.Token;

    /// <summary>Answers a request by what <paramref name="serve"/> does with the call; returns how it ended, null when the client went before that.</summary>
    public static async Task<GrpcStatus?> ServeAsync(
        HttpContext http, IngestionOptions options, TimeProvider time, Func<GrpcCall, Task> serve, CancellationToken stopping)
    {
        if (!TryOpen(http)) return null;
        if (!GrpcTimeout.TryRead(http.Request.Headers["grpc-timeout"].ToString(), out var timeout))
            return await EndAsync(http, GrpcStatus.Of(Problem.BadParameter("grpc-timeout", "up to eight digits and one of H M S m u n")));
        if (!MessageReader.IsKnown(EncodingOf(http)))
            return await EndAsync(http, new GrpcStatus(GrpcCode.Unimplemented, "The message encoding is not known. Use gzip, deflate or identity."));
        using var call = new GrpcCall(http, options, timeout, time, stopping);
        var status = await call.RunAsync(serve, options);
        return status is null ? null : await EndAsync(http, status);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Dispose();
        _deadline.Dispose();
    }

    /// <summary>Sends a message.</summary>
    public async ValueTask WriteAsync(IMessage message)
    {
        var size = message.CalculateSize();
        var writer = _http.Response.BodyWriter;
        Write(message, size, writer.GetSpan(size + HeaderSize));
        writer.Advance(size + HeaderSize);
        await writer.FlushAsync(Cancellation);
    }

    private static void Write(IMessage message, int size, Span<byte> target)
    {
        target[0] = 0;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(target[1..], size);
        message.WriteTo(target.Slice(HeaderSize, size));
    }

    // What is no gRPC is answered in HTTP's own words.
    private static bool TryOpen(HttpContext http)
    {
        var type = http.Request.ContentType ?? "";
        if (type != "application/grpc" && type != "application/grpc+proto")
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return false;
        }

        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-accept-encoding"] = "identity,gzip,deflate";
        // Messages have their own limits, and a stream may be long and may rest.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (http.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        return true;
    }

    private static string EncodingOf(HttpContext http) => http.Request.Headers["grpc-encoding"].ToString();

    private async Task<GrpcStatus?> RunAsync(Func<GrpcCall, Task> serve, IngestionOptions options)
    {
        try
        {
            await serve(this);
            return GrpcStatus.Ok;
        }
        catch (GrpcFaultException fault)
        {
            return fault.Status;
        }
        catch (LogUnavailableException)
        {
            return GrpcStatus.Of(Problem.LogUnavailable(options.RetryAfter));
        }
        catch (Exception) when (_http.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return _deadline.IsCancellationRequested ? GrpcStatus.DeadlineExceeded : GrpcStatus.Stopping;
        }
        catch (IOException)
        {
            return GrpcStatus.Broken("The call cannot be read.");
        }
    }

    private static async Task<GrpcStatus> EndAsync(HttpContext http, GrpcStatus status)
    {
        http.Response.AppendTrailer("grpc-status", ((int)status.Code).ToString(CultureInfo.InvariantCulture));
        if (status.Message.Length > 0) http.Response.AppendTrailer("grpc-message", Escape(status.Message));
        if (status.Details() is { } details) http.Response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(details).TrimEnd('='));
        await http.Response.CompleteAsync();
        return status;
    }

    /// <summary>Percent-encodes all that is not printable ASCII.</summary>
    private static string Escape(string message)
    {
        var escaped = new StringBuilder(message.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
        {
            if (octet is >= 0x20 and <= 0x7E and not (byte)'%') escaped.Append((char)octet);
            else escaped.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return escaped.ToString();
    }
}
