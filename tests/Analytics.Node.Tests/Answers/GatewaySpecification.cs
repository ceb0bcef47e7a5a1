using System.Net;

namespace Analytics.Node.Tests.Answers;

/// <summary>Business answers are for administrators that the gateway vouches for, and for nobody else.</summary>
[Collection(RunningNodeGroup.Name)]
public sealed class GatewaySpecification(RunningNode running)
{
    [NodeFact]
    public async Task Nobody_gets_401() => Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync());

    [NodeFact]
    public async Task A_customer_gets_403() =>
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(("X-User-Email", "ann@example.com"), ("X-User-Role", "CUSTOMER")));

    [NodeFact]
    public async Task An_administrator_gets_the_answer() =>
        Assert.Equal(HttpStatusCode.OK, await AskAsync(("X-User-Email", "ann@example.com"), ("X-User-Role", "ADMIN")));

    [NodeFact]
    public async Task A_role_without_a_person_gets_401() => Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(("X-User-Role", "ADMIN")));

    [NodeFact]
    public async Task Two_roles_in_one_request_are_believed_in_none() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(("X-User-Email", "a@b.c"), ("X-User-Role", "CUSTOMER"), ("X-User-Role", "ADMIN")));

    [NodeFact]
    public async Task A_foreign_host_name_on_loopback_is_not_trusted() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(("X-User-Email", "a@b.c"), ("X-User-Role", "ADMIN"), ("Host", "evil.example")));

    private async Task<HttpStatusCode> AskAsync(params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient { BaseAddress = running.Node.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/analytics/dashboard");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
