using System.Net;
using System.Text;
using System.Text.Json;

namespace Analytics.Node.Tests.Api;

/// <summary>A request that cannot be read is told what is wrong with it, and where.</summary>
[Collection(RunningNodeGroup.Name)]
public sealed class RequestFaultSpecification(RunningNode running)
{
    [NodeTheory]
    [InlineData("{\"text\":5}", "line 1, byte 10: text: not a value of its kind")]
    [InlineData("{\n \"text\":\"rule\", \"mode\" }", "line 2, byte 24: malformed JSON")]
    [InlineData("{\"text\":", "line 1, byte 9: malformed JSON after text")]
    [InlineData("[]", "line 1, byte 2: expected a JSON object")]
    [InlineData("", "The request has no body; a JSON object is expected.")]
    [InlineData("null", "The request has no body; a JSON object is expected.")]
    public async Task A_body_that_cannot_be_read(string body, string detail)
    {
        var (status, problem) = await AskAsync(HttpMethod.Post, "/api/v1/rules", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("/problems/wrong-body", problem.GetProperty("type").GetString());
        Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [NodeTheory]
    [InlineData("/api/v1/alerts?page_size=abc", "page_size", "'abc' is not of its kind.")]
    [InlineData("/api/v1/alerts/zzz", "id", "'zzz' is not of its kind.")]
    [InlineData("/api/v1/alerts/zzz/explain", "id", "'zzz' is not of its kind.")]
    [InlineData("/api/v1/rules/backtest/zzz", "id", "'zzz' is not of its kind.")]
    public async Task A_parameter_that_cannot_be_read(string path, string parameter, string reason)
    {
        var (status, problem) = await AskAsync(HttpMethod.Get, path, null);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("/problems/invalid-parameter", problem.GetProperty("type").GetString());
        Assert.Equal(reason, problem.GetProperty("errors").GetProperty(parameter)[0].GetString());
    }

    [NodeFact]
    public async Task A_body_of_another_type()
    {
        var (status, problem) = await AskAsync(HttpMethod.Post, "/api/v1/rules", new StringContent("text=rule", Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Equal("The body must be JSON, with Content-Type: application/json.", problem.GetProperty("detail").GetString());
    }

    [NodeTheory]
    [InlineData("/api/v1/rules")]
    [InlineData("/api/v1/rules/backtest")]
    public async Task A_body_that_is_too_large(string path)
    {
        var (status, problem) = await AskAsync(HttpMethod.Post, path, new StringContent("{\"text\":\"" + new string('x', 10 * 1024 * 1024), Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("The body is too large: at most 10485760 bytes.", problem.GetProperty("detail").GetString());
    }

    [NodeFact]
    public async Task A_method_that_a_path_does_not_have()
    {
        var (status, problem) = await AskAsync(HttpMethod.Patch, "/api/v1/rules", null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, status);
        Assert.Equal("PATCH is not for this path; allowed: GET, POST.", problem.GetProperty("detail").GetString());
    }

    private async Task<(HttpStatusCode Status, JsonElement Problem)> AskAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var client = new HttpClient { BaseAddress = running.Node.Address };
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-User-Role", "ADMIN");
        // A body that is refused for its length alone is then not sent at all.
        request.Headers.ExpectContinue = true;
        request.Headers.Add("X-User-Email", "ann@example.com");
        using var answer = await client.SendAsync(request);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
