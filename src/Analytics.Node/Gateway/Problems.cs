namespace Analytics.Node.Gateway;

/// <summary>Every problem that the node answers with (RFC 9457), each with one stable type.</summary>
public static class Problems
{
    /// <summary>401: the caller is not known.</summary>
    public static IResult Unauthorized(string detail) => Problem(401, "unauthorized", "Who are you?", detail);

    /// <summary>403: the caller is known and may not.</summary>
    public static IResult Forbidden(string detail) => Problem(403, "forbidden", "Not for your role", detail);

    /// <summary>400: a parameter is wrong.</summary>
    public static IResult InvalidParameter(string parameter, string detail) =>
        Results.ValidationProblem(
            new Dictionary<string, string[]> { [parameter] = [detail] }, title: "A parameter is wrong", type: "/problems/invalid-parameter", statusCode: 400);

    /// <summary>400: the body of a request cannot be read.</summary>
    public static IResult WrongBody(string detail) => Problem(400, "wrong-body", "The body cannot be read", detail);

    /// <summary>415: the body is of a kind that nobody here reads.</summary>
    public static IResult WrongMediaType(string detail) => Problem(415, "wrong-media-type", "Not a type that is read here", detail);

    /// <summary>400: a command is not called as it must be.</summary>
    public static IResult WrongCommand(string detail) => Problem(400, "wrong-command", "The command is not called as it must be", detail);

    /// <summary>400: a text is no rule. With the line and column of the place, from 1, where there is one.</summary>
    public static IResult WrongRule(string detail, int line, int column) => Results.Problem(
        detail, statusCode: 400, title: "The rule cannot be understood", type: "/problems/wrong-rule", extensions: line == 0 ? null : new Dictionary<string, object?> { ["line"] = line, ["column"] = column });

    /// <summary>409: it cannot be done in the state that things are in.</summary>
    public static IResult Refused(string detail) => Problem(409, "refused", "It cannot be done now", detail);

    /// <summary>404: there is no such thing.</summary>
    public static IResult NotFound(string detail) => Problem(404, "not-found", "There is no such thing", detail);

    /// <summary>429: a limit is reached; later it may go.</summary>
    public static IResult TooMany(string detail) => Problem(429, "too-many-requests", "Too many at once", detail);

    /// <summary>504: the answer took too long.</summary>
    public static IResult TimedOut(string detail) => Problem(504, "timed-out", "The answer took too long", detail);

    /// <summary>503: a store that the answer needs is down; nothing is lost, and the same request will work later.</summary>
    public static IResult StoreUnavailable(string detail) => Problem(503, "store-unavailable", "A store does not answer", detail);

    /// <summary>503: a node of the cluster cannot be reached, or its shards move; the same request will work later.</summary>
    public static IResult NodeUnavailable(string detail) => Problem(503, "node-unavailable", "A part of the cluster does not answer", detail);

    private static IResult Problem(int status, string type, string title, string detail) =>
        Results.Problem(detail, statusCode: status, title: title, type: "/problems/" + type);
}
