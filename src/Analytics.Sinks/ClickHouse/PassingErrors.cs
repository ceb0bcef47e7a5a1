using System.Net;

namespace Analytics.Sinks.ClickHouse;

/// <summary>Errors of a ClickHouse server that pass by themselves, so that the same statement may succeed later.</summary>
internal static class PassingErrors
{
    // TIMEOUT_EXCEEDED, TOO_SLOW, TOO_MANY_SIMULTANEOUS_QUERIES, SOCKET_TIMEOUT, NETWORK_ERROR, QUORUM and keeper trouble, MEMORY_LIMIT_EXCEEDED,
    // TABLE_IS_READ_ONLY, NOT_ENOUGH_SPACE, TOO_MANY_PARTS, CANNOT_SCHEDULE_TASK, ALL_CONNECTION_TRIES_FAILED, ABORTED, QUERY_WAS_CANCELLED.
    private static readonly HashSet<int> Codes = [159, 160, 202, 203, 209, 210, 225, 236, 241, 242, 243, 252, 279, 285, 286, 319, 394, 439, 999];

    // SOCKET_TIMEOUT, NETWORK_ERROR, keeper trouble, TABLE_IS_READ_ONLY, ALL_CONNECTION_TRIES_FAILED, KEEPER_EXCEPTION: the replica, not the statement.
    private static readonly HashSet<int> OfServer = [209, 210, 225, 242, 243, 279, 319, 999];

    /// <summary>True when the server itself is in trouble, so that another replica should be asked.</summary>
    public static bool AreOfServer(int code, HttpStatusCode status) => OfServer.Contains(code) || (code == 0 && (int)status >= 500);

    /// <summary>True when a retry makes sense.</summary>
    public static bool Contains(int code, HttpStatusCode status) =>
        Codes.Contains(code) || (code == 0 && (int)status >= 500) || status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
}
