using Analytics.Node.Composition;
using Analytics.Node.Explanations;
using Analytics.Node.Gateway;

namespace Analytics.Node.Http.Alerts;

/// <summary>Why an alert was raised, for administrators by the gateway's rule.</summary>
internal static class ExplainEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/alerts/{id}/explain", ExplainAsync).AddEndpointFilter<AdminOnly>().WithTags("Alerts")
        .WithSummary("Why an alert was raised: the rule's text, the events that matched as they are stored, and what the conditions saw")
        .Produces<AlertExplanation>().ProducesValidationProblem().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(503);

    private static Task<IResult> ExplainAsync(Guid id, string? tenant, AlertParts alerts, AlertExplainer explainer, CancellationToken cancellation) => AlertParameters.AskAsync(tenant, async name =>
        await alerts.Book.FindAsync(name, id, cancellation) is { } found
            ? Results.Json(await explainer.ExplainAsync(found.Alert, cancellation), AnswerJson.Options)
            : Problems.NotFound($"The tenant {name} has no alert {id}."));
}
