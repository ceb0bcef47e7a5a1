using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Analytics.Node.Http;

/// <summary>What the OpenAPI document says beyond the endpoints' own words. docs/openapi.json is its copy.</summary>
internal static class ApiDescription
{
    /// <summary>Name of the document: <c>/openapi/v1.json</c>.</summary>
    public const string Document = "v1";

    private static readonly Dictionary<string, string> Meanings = new()
    {
        ["tenant"] = "The tenant; default `default`.",
        ["from"] = "First date or instant, inclusive; none for the beginning. A date is its midnight in the tenant's zone.",
        ["to"] = "Last date or instant, exclusive; none for no end.",
        ["currency"] = "Currency whose money is counted; default the tenant's.",
        ["granularity"] = "hour or day; default day.",
        ["kind"] = "session, tenant-window or pattern.",
        ["key"] = "Key of the entity, percent-encoded, as the list of actors shows it.",
        ["topic"] = "Dead-letter topic, with or without .dlq; none for all.",
        ["partition"] = "Partition of the dead-letter topic: 0.",
        ["offset"] = "Offset in the dead-letter topic.",
        ["reason"] = "Only letters of this reason.",
        ["state"] = "Only in this state.",
        ["rule"] = "Only of this rule.",
        ["entity"] = "Only about this user, card or whatever the rule watches.",
        ["severity"] = "low, medium, high or critical; none for all.",
        ["since"] = "Only from this instant on.",
        ["id"] = "Its id.",
        ["name"] = "Its name.",
        ["why"] = "Why, at most 2,000 characters.",
        ["shadow"] = "true: those of rules that are only watched themselves, instead of the others.",
        ["all"] = "true: the past ones, too.",
        ["channel"] = "Only of this channel.",
        ["Last-Event-ID"] = "Id of the last event that the client had; none for what happens from now on.",
        ["last_event_id"] = "The same for clients that cannot set a header.",
        ["page_size"] = "1 to 1,000; default 50.",
        ["page_token"] = "nextPageToken of the page before.",
        ["order"] = "newest for the last ones first, without paging; default oldest first.",
    };

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Analytics.Actors",
                Version = Document,
                Description = "Events in, answers out. Problems are application/problem+json (RFC 9457), each type with a stable address.",
            };
            // Where the node is reached is the gateway's matter.
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (operation.Tags?.Any(tag => tag.Name == "Ingestion") == true) Describe(operation);
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
                if (parameter.Description is null && Meanings.TryGetValue(parameter.Name ?? "", out var meaning)) parameter.Description = meaning;
            return Task.CompletedTask;
        });
    }

    /// <summary>The door reads bytes itself, so that nothing but this can tell what it takes.</summary>
    private static void Describe(OpenApiOperation operation)
    {
        var any = new OpenApiMediaType { Schema = new OpenApiSchema { Description = "Events of the shop, ticketing or eventflow shape." } };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "Plain, or with Content-Encoding gzip, deflate or br.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = any, ["application/x-ndjson"] = any },
        };
        operation.Parameters =
        [
            Parameter("schema", ParameterLocation.Query, "Shape of the events: shop, ticketing or eventflow; default recognised by the fields."),
            Parameter("X-Tenant-Id", ParameterLocation.Header, "Tenant of events that name none."),
            Parameter("X-Write-Key", ParameterLocation.Header, "Write key; or as bearer token, or as basic user name."),
            Parameter("Idempotency-Key", ParameterLocation.Header, "Makes a retry of the whole request add nothing."),
            Parameter("X-Event-Id-Prefix", ParameterLocation.Header, "Events without an id get this and their line's number as id."),
            Parameter("X-First-Line", ParameterLocation.Header, "Number of the first line, with X-Event-Id-Prefix; default 0."),
        ];
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string description) =>
        new() { Name = name, In = place, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
