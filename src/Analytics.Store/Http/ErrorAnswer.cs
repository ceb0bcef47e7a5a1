using System.Globalization;
using Analytics.Store.Engine;
using Microsoft.AspNetCore.Http;

namespace Analytics.Store.Http;

/// <summary>Errors in the form and with the HTTP status that a ClickHouse server gives them.</summary>
internal static class ErrorAnswer
{
    /// <summary>Writes the error; when part of the answer is out already, the connection is cut, so that no client takes the part for the whole.</summary>
    public static async Task WriteAsync(HttpContext context, EngineException error)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return;
        }

        response.Clear();
        response.StatusCode = Status(error.Code);
        response.ContentType = "text/plain; charset=UTF-8";
        response.Headers["X-ClickHouse-Exception-Code"] = error.Code.ToString(CultureInfo.InvariantCulture);
        if (error.Code == 194) response.Headers.WWWAuthenticate = "Basic realm=\"ClickHouse server HTTP API\"";
        await response.WriteAsync(error.Message + "\n", context.RequestAborted);
    }

    /// <summary>ClickHouse's table of codes.</summary>
    public static int Status(int code) => code switch
    {
        194 => 401,
        192 or 193 or 516 or 512 or 497 => 403,
        36 or 427 or 6 or 25 or 26 or 38 or 41 or 72 or 441 or 675 or 676 or 27 or 376 or 15 or 44 or 212 or 223 or 8 or 167 or 168 or 224
            or 62 or 117 or 53 or 321 => 400,
        60 or 46 or 47 or 50 or 56 or 81 or 115 or 93 or 63 or 73 or 336 or 78 or 511 => 404,
        66 => 413,
        48 => 501,
        209 or 76 or 439 => 503,
        381 => 411,
        159 => 408,
        415 => 415,
        _ => 500,
    };
}
